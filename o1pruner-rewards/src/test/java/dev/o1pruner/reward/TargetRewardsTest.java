package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.tokens;
import static dev.o1pruner.reward.Samples.wrong;
import static dev.o1pruner.reward.TargetLength.byPassRate;
import static dev.o1pruner.reward.TargetLength.byProblem;
import static dev.o1pruner.reward.TargetLength.fixed;
import static dev.o1pruner.reward.TargetRewards.brevity;
import static dev.o1pruner.reward.TargetRewards.cosine;
import static dev.o1pruner.reward.TargetRewards.hardLimit;
import static dev.o1pruner.reward.TargetRewards.laser;
import static dev.o1pruner.reward.TargetRewards.laserExploring;
import static dev.o1pruner.reward.TargetRewards.lcpoExact;
import static dev.o1pruner.reward.TargetRewards.lcpoMax;
import static dev.o1pruner.reward.TargetRewards.softOverlong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetRewardsTest {

  @Test
  void lcpo_exact_costs_as_much_below_the_target_as_above() {
    // 1 - 0.001 * 100;  1 - 0.001 * 100;  0 - 0.001 * 0
    assertThat(
            rewards(
                lcpoExact(0.001, fixed(200)),
                correct("p", 0, 100),
                correct("p", 1, 300),
                wrong("p", 2, 200)))
        .containsExactly(0.9, 0.9, 0);
  }

  @Test
  void lcpo_max_falls_over_the_target_and_ends_in_0_and_1() {
    // 0.001 * (200 - L) + 0.5: (200) 0.5, (100) 0.6, (400) 0.3, (900) -0.2 -> 0; the wrong one 0
    assertThat(
            rewards(
                lcpoMax(0.001, 0.5, fixed(200)),
                correct("p", 0, 200),
                correct("p", 1, 100),
                correct("p", 2, 400),
                correct("p", 3, 900),
                wrong("p", 4, 100)))
        .containsExactly(new double[] {0.5, 0.6, 0.3, 0, 0}, within(1e-12));
    // 0.1 * 199 + 0.5 is over 1
    assertThat(rewards(lcpoMax(0.1, 0.5, fixed(200)), correct("p", 0, 1), wrong("p", 1, 1)))
        .containsExactly(1, 0);
  }

  @Test
  void laser_steps_down_just_above_the_target() {
    assertThat(
            rewards(
                laser(fixed(200)),
                correct("p", 0, 200),
                correct("p", 1, 201),
                wrong("p", 2, 200),
                wrong("p", 3, 201)))
        .containsExactly(1.5, 1, -0.5, -0.5);
  }

  @Test
  void laser_exploring_rewards_a_long_wrong_sample_that_says_new_things() {
    GradedSolution shortWrong = wrong("p", 0, 2);
    GradedSolution longVaried = wrong("p", 1, 4);
    GradedSolution longRepeating = wrong("p", 2, 4);
    GradedSolution longRight = correct("p", 3, 4);
    // pairs of 1 2 3 4: all of 3 new.  pairs of 7 7 7 7: 1 of 3 new, 2/3 repeated
    SampleGroup group =
        SampleGroup.groups(
                List.of(shortWrong, longVaried, longRepeating, longRight),
                List.of(
                    tokens(shortWrong, 1, 2),
                    tokens(longVaried, 1, 2, 3, 4),
                    tokens(longRepeating, 7, 7, 7, 7),
                    tokens(longRight, 7, 7, 7, 7)))
            .get(0);

    assertThat(rewards(laserExploring(fixed(3), 2, 0.5), group)).containsExactly(-0.5, 0, -0.5, 1);
    assertThat(rewards(laserExploring(fixed(3), 2, 0.7), group)).containsExactly(-0.5, 0, 0, 1);
  }

  @Test
  void cosine_is_half_way_at_half_the_limit() {
    // right 2 to 1: (50) 1.5.  wrong -10 to 0: (50) -5.  At 3 of 9: (1 - cos 60 degrees)/2 = 1/4,
    // right 2 - 1/4, wrong -10 + 10/4
    RewardFunction reward = cosine(2, 1, -10, 0, -10, 100);
    assertThat(rewards(reward, correct("p", 0, 50), wrong("p", 1, 50)))
        .containsExactly(new double[] {1.5, -5}, within(1e-12));
    RewardFunction ofNine = cosine(2, 1, -10, 0, -10, 9);
    assertThat(rewards(ofNine, correct("p", 0, 3), wrong("p", 1, 3)))
        .containsExactly(new double[] {1.75, -7.5}, within(1e-12));
  }

  @Test
  void cosine_has_one_value_from_the_limit_on() {
    assertThat(rewards(cosine(2, 1, -10, 0, -7, 100), correct("p", 0, 100), wrong("p", 1, 500)))
        .containsExactly(-7, -7);
  }

  @Test
  void soft_overlong_falls_over_the_buffer() {
    // limit 1000, buffer 200: free to 800, (900) -100/200, (1000) -1, beyond -1
    assertThat(
            rewards(
                softOverlong(1000, 200),
                correct("p", 0, 800),
                wrong("p", 1, 900),
                correct("p", 2, 1000),
                correct("p", 3, 5000)))
        .containsExactly(0, -0.5, -1, -1);
  }

  @Test
  void past_the_hard_limit_nothing_counts() {
    assertThat(
            rewards(hardLimit(100), correct("p", 0, 100), correct("p", 1, 101), wrong("p", 2, 1)))
        .containsExactly(1, 0, 0);
  }

  @Test
  void brevity_is_the_share_of_the_limit_that_was_left() {
    assertThat(rewards(brevity(400), correct("p", 0, 100), wrong("p", 1, 400)))
        .containsExactly(0.75, 0);
  }

  @Test
  void targets_by_pass_rate_change_at_exactly_one_and_two_thirds() {
    TargetLength target = byPassRate(10, 20, 30);
    // of 3: 3 and 2 easy, 1 medium, 0 hard.  of 16: 11 >= 10.67 easy, 10 medium, 6 >= 5.33, 5 hard
    assertThat(target.of(group(3, 3))).isEqualTo(10);
    assertThat(target.of(group(2, 3))).isEqualTo(10);
    assertThat(target.of(group(1, 3))).isEqualTo(20);
    assertThat(target.of(group(0, 3))).isEqualTo(30);
    assertThat(target.of(group(11, 16))).isEqualTo(10);
    assertThat(target.of(group(10, 16))).isEqualTo(20);
    assertThat(target.of(group(6, 16))).isEqualTo(20);
    assertThat(target.of(group(5, 16))).isEqualTo(30);
  }

  @Test
  void targets_by_problem_name_the_problem_that_has_none() {
    assertThat(byProblem(Map.of("p", 7)).of(group(1, 2))).isEqualTo(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> byProblem(Map.of("q", 7)).of(group(1, 2)))
        .withMessage("problem p has no target length: give every problem one");
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixed(0))
        .withMessage("a target length must be >= 1 token but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lcpoExact(-1, fixed(9)))
        .withMessage("alpha must be >= 0 and finite but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lcpoMax(1, 2, fixed(9)))
        .withMessage("delta must be in [0, 1] but was 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> softOverlong(100, 101))
        .withMessage("buffer must be in [1, 100] tokens but was 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> laserExploring(fixed(9), 2, 1.5))
        .withMessage("maxRepeated must be in [0, 1] but was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cosine(1, 0, Double.NaN, 0, 0, 9))
        .withMessage("rewards must be finite but one was NaN");
  }

  private static SampleGroup group(int correct, int samples) {
    return SampleGroup.of(
        IntStream.range(0, samples)
            .mapToObj(k -> k < correct ? correct("p", k, 5) : wrong("p", k, 5))
            .toList());
  }

  private static double[] rewards(RewardFunction reward, GradedSolution... samples) {
    return rewards(reward, SampleGroup.of(List.of(samples)));
  }

  private static double[] rewards(RewardFunction reward, SampleGroup group) {
    return group.samples().stream().mapToDouble(y -> reward.reward(y, group)).toArray();
  }
}
