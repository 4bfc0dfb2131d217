package dev.o1pruner.reward;

import static dev.o1pruner.reward.EvolvingReward.fixed;
import static dev.o1pruner.reward.EvolvingReward.historyAware;
import static dev.o1pruner.reward.EvolvingReward.laserD;
import static dev.o1pruner.reward.EvolvingReward.laserDE;
import static dev.o1pruner.reward.EvolvingReward.shrinkingLimit;
import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvolvingRewardTest {

  private static final List<GradedSolution> NOTHING = List.of();

  @Test
  void hapo_sees_correctness_alone_until_a_problem_was_solved() {
    EvolvingReward unsolved = historyAware(1).after(List.of(wrong("p", 0, 50), wrong("p", 1, 60)));
    assertThat(reward(unsolved, correct("p", 0, 100))).isEqualTo(1);
    assertThat(reward(unsolved, wrong("p", 0, 100))).isZero();
  }

  @Test
  void hapo_measures_against_the_shortest_correct_sample_so_far() {
    // h = 90; cos(pi/2 * L/h): (30) cos 30 = sqrt(3)/2, (60) cos 60 = 1/2, (90) 0,
    // (120) cos 120 = -1/2, (180 and more) -1, which is -0.7 if correct
    EvolvingReward reward =
        historyAware(2)
            .after(List.of(correct("p", 0, 90), correct("p", 1, 200), wrong("p", 2, 10)))
            .after(List.of(correct("p", 0, 150), wrong("p", 1, 20)));

    assertThat(reward(reward, correct("p", 0, 30)))
        .isCloseTo(1 + 2 * Math.sqrt(3) / 2, within(1e-12));
    assertThat(reward(reward, correct("p", 0, 60))).isCloseTo(1 + 2 * 0.5, within(1e-12));
    assertThat(reward(reward, correct("p", 0, 120))).isCloseTo(1 - 2 * 0.5, within(1e-12));
    assertThat(reward(reward, correct("p", 0, 180))).isEqualTo(1 - 2 * 0.7);
    assertThat(reward(reward, wrong("p", 0, 60))).isZero(); // short and wrong: no gain, no loss
    assertThat(reward(reward, wrong("p", 0, 120))).isCloseTo(-2 * 0.5, within(1e-12));
    assertThat(reward(reward, wrong("p", 0, 500))).isEqualTo(-2);
    assertThat(reward(reward, correct("q", 0, 500))).isEqualTo(1); // another problem
  }

  @Test
  void hapo_writes_what_it_remembers_sorted_by_problem() {
    EvolvingReward reward =
        historyAware(1).after(List.of(correct("q", 0, 7), correct("p", 0, 9), correct("p", 1, 8)));
    assertThat(reward.state()).hasToString("{\"shortestCorrect\":{\"p\":8,\"q\":7}}");
  }

  @Test
  void laser_d_takes_the_smallest_target_within_which_a_correct_answer_is_expected() {
    // easy: p of K = 3 is solved, floor(2K/3) = 2: half of its samples must fit, 2 of 3 by 20
    // hard: q of K = 2 is unsolved, 1: all must fit, so 40.  no problem is medium: stays at 99
    EvolvingReward reward =
        laserD(99, List.of(40, 10, 20, 30))
            .after(
                List.of(
                    correct("p", 0, 10),
                    correct("p", 1, 15),
                    correct("p", 2, 50),
                    wrong("q", 0, 5),
                    wrong("q", 1, 35)));

    assertThat(reward.state()).hasToString("{\"easy\":20,\"medium\":99,\"hard\":40}");
    SampleGroup easy = SampleGroup.of(List.of(correct("p", 0, 20), correct("p", 1, 21)));
    assertThat(reward.current().reward(easy.samples().get(0), easy)).isEqualTo(1.5);
    assertThat(reward.current().reward(easy.samples().get(1), easy)).isEqualTo(1);
  }

  @Test
  void laser_d_falls_back_on_the_longest_sample_of_the_round() {
    EvolvingReward reward =
        laserD(99, List.of(10))
            .after(
                List.of(
                    wrong("q", 0, 5), wrong("q", 1, 35), correct("p", 0, 70), correct("p", 1, 71)));
    assertThat(reward.state()).hasToString("{\"easy\":71,\"medium\":99,\"hard\":71}");
  }

  @Test
  void the_limit_shrinks_from_round_to_round_and_the_last_one_stays() {
    EvolvingReward first = shrinkingLimit(300, 200, 100);
    EvolvingReward second = first.after(NOTHING);
    EvolvingReward fifth = second.after(NOTHING).after(NOTHING).after(NOTHING);

    assertThat(reward(first, correct("p", 0, 250))).isEqualTo(1);
    assertThat(reward(second, correct("p", 0, 250))).isZero();
    assertThat(reward(second, correct("p", 0, 150))).isEqualTo(1);
    assertThat(reward(fifth, correct("p", 0, 150))).isZero();
    assertThat(reward(fifth, correct("p", 0, 100))).isEqualTo(1);
  }

  @Test
  void a_weight_follows_its_schedule_over_the_rounds() {
    // rounds 0 to 4: linear 0, 0.25, 0.5, 0.75, 1; then 1
    EvolvingReward reward = fixed(RewardFunction.correctness()).times(Schedule.linear(0, 1), 5);
    List<Double> weights = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      weights.add(reward(reward, correct("p", 0, 10)));
      reward = reward.after(NOTHING);
    }
    assertThat(weights).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0, 1.0);
    // a single round is the last one
    EvolvingReward single = fixed(RewardFunction.correctness()).times(Schedule.linear(0, 1), 1);
    assertThat(reward(single, correct("p", 0, 10))).isEqualTo(1);
  }

  @Test
  void schedules_go_from_start_to_end() {
    assertThat(Schedule.constant(3).at(0.7)).isEqualTo(3);
    assertThat(Schedule.linear(2, 4).at(0.25)).isEqualTo(2.5);
    // (1 - cos 60)/2 = 1/4 at a third, 1/2 at a half
    assertThat(Schedule.cosine(2, 4).at(0)).isEqualTo(2);
    assertThat(Schedule.cosine(2, 4).at(1 / 3.0)).isCloseTo(2.5, within(1e-12));
    assertThat(Schedule.cosine(2, 4).at(0.5)).isCloseTo(3, within(1e-12));
    assertThat(Schedule.cosine(2, 4).at(1)).isEqualTo(4);
  }

  static List<EvolvingReward> everyKind() {
    return List.of(
        fixed(GroupRewards.trainEfficient(0.3)),
        shrinkingLimit(300, 200, 100),
        historyAware(0.7),
        laserD(150, List.of(50, 100, 200, 300)),
        historyAware(0.3)
            .times(Schedule.cosine(0.1, 0.9), 7)
            .plus(laserD(150, List.of(50, 100)).plus(shrinkingLimit(250, 150))));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void restored_from_its_json_it_rewards_bit_for_bit_alike(EvolvingReward start) {
    Random random = new Random(5);
    EvolvingReward running = start;
    for (int round = 0; round < 4; round++) {
      List<GradedSolution> samples = round(random);
      EvolvingReward restored = start.restore(Json.parseObject(running.state().toString()));

      assertThat(rewards(restored, samples)).isEqualTo(rewards(running, samples));
      assertThat(rewards(restored.after(samples), samples))
          .isEqualTo(rewards(running.after(samples), samples));
      assertThat(restored.state()).isEqualTo(running.state());
      running = running.after(samples);
    }
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void a_state_that_is_not_its_own_is_refused(EvolvingReward reward) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reward.restore(new JsonObject()))
        .withMessageContaining("is missing");
  }

  @Test
  void going_on_leaves_the_earlier_reward_as_it_was() {
    EvolvingReward before = historyAware(1);
    before.after(List.of(correct("p", 0, 10)));
    assertThat(reward(before, correct("p", 0, 500))).isEqualTo(1);
  }

  @Test
  void states_that_cannot_be_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> historyAware(1).restore(Json.parseObject("{\"shortestCorrect\":{\"p\":0}}")))
        .withMessage("the shortest correct length of problem p must be >= 1 but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shrinkingLimit(9).restore(Json.parseObject("{\"round\":-1}")))
        .withMessage("round must be >= 0 but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                laserD(9, List.of(9))
                    .restore(Json.parseObject("{\"easy\":9,\"medium\":0,\"hard\":9}")))
        .withMessage("a target length must be >= 1 token but was 0");
  }

  @Test
  void settings_out_of_range_are_refused_before_the_first_round() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shrinkingLimit(100, 200))
        .withMessage("limits must not grow from round to round but were [100, 200]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shrinkingLimit())
        .withMessage("at least one limit is needed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> historyAware(-1))
        .withMessage("weight must be >= 0 and finite but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> laserD(0, List.of(9)))
        .withMessage("a target length must be >= 1 token but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> laserD(9, List.of()))
        .withMessage("at least one candidate target is needed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> laserDE(9, List.of(9), 0, 0.5))
        .withMessage("ngram must be >= 1 token but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> historyAware(1).times(Schedule.constant(1), 0))
        .withMessage("rounds must be >= 1 but was 0");
  }

  private static List<GradedSolution> round(Random random) {
    List<GradedSolution> samples = new ArrayList<>();
    for (String problem : List.of("p", "q", "r")) {
      for (int k = 0; k < 5; k++) {
        int length = 1 + random.nextInt(400);
        samples.add(random.nextBoolean() ? correct(problem, k, length) : wrong(problem, k, length));
      }
    }
    return samples;
  }

  private static double[] rewards(EvolvingReward reward, List<GradedSolution> samples) {
    return SampleGroup.groups(samples).stream()
        .flatMapToDouble(
            group -> group.samples().stream().mapToDouble(y -> reward.current().reward(y, group)))
        .toArray();
  }

  private static double reward(EvolvingReward reward, GradedSolution sample) {
    SampleGroup group =
        SampleGroup.of(List.of(sample, wrong(sample.problemId(), sample.sample() + 1, 10)));
    return reward.current().reward(sample, group);
  }
}
