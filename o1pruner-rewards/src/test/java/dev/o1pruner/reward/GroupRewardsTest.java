package dev.o1pruner.reward;

import static dev.o1pruner.reward.GroupRewards.adaptivePenalty;
import static dev.o1pruner.reward.GroupRewards.groupLength;
import static dev.o1pruner.reward.GroupRewards.shorterBetter;
import static dev.o1pruner.reward.GroupRewards.tokenBudget;
import static dev.o1pruner.reward.GroupRewards.trainEfficient;
import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRewardsTest {

  @Test
  void group_length_runs_from_plus_to_minus_a_half_over_the_group() {
    // s: (100) 0.5, (200) 0.5 - 100/200 = 0, (300) 0.5 - 200/200 = -0.5; the wrong get min(0, s)
    assertThat(
            rewards(
                groupLength(2),
                correct("p", 0, 100),
                correct("p", 1, 200),
                correct("p", 2, 300),
                wrong("p", 3, 100),
                wrong("p", 4, 300)))
        .containsExactly(1 + 2 * 0.5, 1, 1 - 2 * 0.5, 0, -2 * 0.5);
  }

  @Test
  void group_length_sees_correctness_alone_if_all_are_equally_long() {
    assertThat(rewards(groupLength(2), correct("p", 0, 100), wrong("p", 1, 100)))
        .containsExactly(1, 0);
  }

  @Test
  void train_efficient_compares_with_the_correct_samples_only() {
    // correct 100 and 300: mean 200, deviation 100, z = -1 and 1 (less a billionth for the 1e-7);
    // 1 - 0.5 / (1 + e) = 0.865529 and 1 - 0.5 / (1 + 1/e) = 0.634471; the wrong one is 0
    double[] rewards =
        rewards(
            trainEfficient(0.5), correct("p", 0, 100), correct("p", 1, 300), wrong("p", 2, 9999));

    assertThat(rewards).containsExactly(new double[] {0.865529, 0.634471, 0}, within(1e-6));
  }

  @Test
  void train_efficient_takes_a_truncated_sample_for_wrong() {
    GradedSolution truncated = new GradedSolution("p", 1, 900, true, "5", true);
    // the other one is its own mean: z = 0, 1 - 0.4 / 2
    assertThat(rewards(trainEfficient(0.4), correct("p", 0, 100), truncated))
        .containsExactly(0.8, 0);
  }

  @Test
  void shorter_better_measures_the_distance_from_the_shortest_correct() {
    // L* = 100: 2 - 0, 2 - 200/1000, 0 - 50/1000: shorter than L* and wrong costs too
    assertThat(
            rewards(
                shorterBetter(2, 0.001),
                correct("p", 0, 100),
                correct("p", 1, 300),
                wrong("p", 2, 50)))
        .containsExactly(2, 1.8, -0.05);
  }

  @Test
  void shorter_better_falls_back_on_the_mean_if_nothing_is_correct() {
    // L* = (100 + 300)/2 = 200: both 100 off
    assertThat(rewards(shorterBetter(2, 0.001), wrong("p", 0, 100), wrong("p", 1, 300)))
        .containsExactly(-0.1, -0.1);
  }

  @Test
  void adaptive_penalty_costs_more_on_an_easy_problem() {
    // p = 1: 1 - 0.5/1000 * 1 * 200 = 0.9.  p = 1/2: 1 - 0.5/1000 * 0.5 * 200 = 0.95, -0.05
    assertThat(rewards(adaptivePenalty(0.5, 1000), correct("p", 0, 200), correct("p", 1, 200)))
        .containsExactly(new double[] {0.9, 0.9}, within(1e-12));
    assertThat(rewards(adaptivePenalty(0.5, 1000), correct("p", 0, 200), wrong("p", 1, 200)))
        .containsExactly(new double[] {0.95, -0.05}, within(1e-12));
  }

  @Test
  void adaptive_penalty_takes_an_unsolved_problem_for_one_solved_once() {
    // p = 0, K = 4: 0 - 0.5/1000 * 1/4 * 200 = -0.025
    assertThat(
            rewards(
                adaptivePenalty(0.5, 1000),
                wrong("p", 0, 200),
                wrong("p", 1, 200),
                wrong("p", 2, 200),
                wrong("p", 3, 200)))
        .containsExactly(new double[] {-0.025, -0.025, -0.025, -0.025}, within(1e-12));
  }

  @Test
  void token_budget_wants_the_correct_short_and_the_wrong_long() {
    // p = 1/2, mean correct 200, maxTokens 600: B = 0.5 * 200 + 0.5 * 600 = 400
    // (100 right) l = -0.75: 0.5 + 0.375.  (300 right) l = -0.25: 0.5 + 0.125
    // (200 wrong) l = -0.5: -0.45 - 0.1.  (600 wrong) l = 0.5: 0.45 - 0.1 = 0.35, cut to -0.1
    assertThat(
            rewards(
                tokenBudget(600),
                correct("p", 0, 100),
                correct("p", 1, 300),
                wrong("p", 2, 200),
                wrong("p", 3, 600)))
        .containsExactly(new double[] {0.875, 0.625, -0.55, -0.1}, within(1e-12));
  }

  @Test
  void token_budget_of_an_unsolved_problem_is_all_there_is() {
    // p = 0: B = 400.  l = -0.75: -0.675 - 0.1;  l = 0: -0.1
    assertThat(rewards(tokenBudget(400), wrong("p", 0, 100), wrong("p", 1, 400)))
        .containsExactly(new double[] {-0.775, -0.1}, within(1e-12));
  }

  @Test
  void token_budget_keeps_a_long_correct_sample_above_every_wrong_one() {
    // p = 1: B = (9 * 1 + 10000)/10 = 1000.9, l = 8.99: 0.5 - 4.5, cut to 0.1
    GradedSolution[] group = new GradedSolution[10];
    for (int i = 0; i < 9; i++) {
      group[i] = correct("p", i, 1);
    }
    group[9] = correct("p", 9, 10_000);
    assertThat(rewards(tokenBudget(10_000), group)[9]).isEqualTo(0.1);
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainEfficient(1))
        .withMessage("alpha must be in [0, 1) but was 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> groupLength(-1))
        .withMessage("weight must be >= 0 and finite but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shorterBetter(1, Double.NaN))
        .withMessage("beta must be >= 0 and finite but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adaptivePenalty(1, 0))
        .withMessage("tokens must be >= 1 but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenBudget(0))
        .withMessage("maxTokens must be >= 1 but was 0");
  }

  private static double[] rewards(RewardFunction reward, GradedSolution... samples) {
    SampleGroup group = SampleGroup.of(List.of(samples));
    return group.samples().stream().mapToDouble(y -> reward.reward(y, group)).toArray();
  }
}
