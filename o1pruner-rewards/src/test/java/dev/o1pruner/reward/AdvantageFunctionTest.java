package dev.o1pruner.reward;

import static dev.o1pruner.reward.AdvantageFunction.batchNormalised;
import static dev.o1pruner.reward.AdvantageFunction.centred;
import static dev.o1pruner.reward.AdvantageFunction.clippedAndNormalised;
import static dev.o1pruner.reward.AdvantageFunction.decoupled;
import static dev.o1pruner.reward.AdvantageFunction.groupNormalised;
import static dev.o1pruner.reward.AdvantageFunction.leaveOneOut;
import static dev.o1pruner.reward.AdvantageFunction.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdvantageFunctionTest {

  @Test
  void raw_is_the_reward_itself() {
    assertThat(raw().advantages(List.of(kept("p", 0, 1.5), dropped("p", 1, -9))))
        .containsExactly(1.5, -9);
  }

  @Test
  void centred_takes_out_the_mean_of_each_problem() {
    // p: mean (3 + 1) / 2 = 2, of kept and dropped alike;  q: mean 10
    assertThat(
            centred()
                .advantages(
                    List.of(
                        kept("p", 0, 3), kept("q", 0, 10), dropped("p", 1, 1), kept("q", 1, 10))))
        .containsExactly(1, 0, -1, 0);
  }

  @Test
  void rewards_are_clipped_before_they_are_normalised() {
    // 100 -> 4 and -100 -> -2: mean 1, deviations +-3, population standard deviation 3
    assertThat(
            clippedAndNormalised(-2, 4).advantages(List.of(kept("p", 0, 100), kept("p", 1, -100))))
        .containsExactly(1, -1);
  }

  @Test
  void statistics_come_from_the_kept_solutions_and_apply_to_all() {
    // kept 1 and 3: mean 2, population standard deviation 1.  dropped 4 -> (4 - 2) / 1
    assertThat(
            clippedAndNormalised(-2, 4)
                .advantages(List.of(kept("p", 0, 1), dropped("p", 1, 4), kept("q", 0, 3))))
        .containsExactly(-1, 2, 1);
  }

  @Test
  void equal_rewards_prefer_nothing() {
    // 0.1 + 0.2 style rounding must not turn into a spread: the advantages are 0, not 0/0
    assertThat(
            clippedAndNormalised(-2, 4)
                .advantages(List.of(kept("p", 0, 0.3), kept("p", 1, 0.3), dropped("p", 2, 1))))
        .containsExactly(0, 0, 0);
    assertThat(clippedAndNormalised(-2, 4).advantages(List.of(kept("p", 0, 7), kept("p", 1, 9))))
        .containsExactly(0, 0); // both clipped to 4
  }

  @Test
  void normalised_advantages_have_mean_0_and_variance_1() {
    Random random = new Random(3);
    List<RewardedSolution> dataSet =
        IntStream.range(0, 1_000)
            .mapToObj(i -> kept("p" + i / 4, i % 4, random.nextGaussian()))
            .toList();

    double[] advantages = clippedAndNormalised(-2, 4).advantages(dataSet);

    // rounding of sums of 1000 terms near 1
    assertThat(Arrays.stream(advantages).average().orElseThrow()).isCloseTo(0, within(1e-12));
    assertThat(Arrays.stream(advantages).map(a -> a * a).average().orElseThrow())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void an_empty_clip_range_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clippedAndNormalised(4, 4))
        .withMessage("lower must be below upper but the clip range was [4.0, 4.0]");
  }

  @Test
  void group_normalised_has_mean_0_and_deviation_1_in_each_problem() {
    // p: 1, 3: mean 2, deviation 1.  q: 0, 20: mean 10, deviation 10.  r: no spread
    assertThat(
            groupNormalised()
                .advantages(
                    List.of(
                        kept("p", 0, 1),
                        kept("q", 0, 0),
                        kept("p", 1, 3),
                        kept("q", 1, 20),
                        kept("r", 0, 5),
                        kept("r", 1, 5))))
        .containsExactly(-1, -1, 1, 1, 0, 0);
  }

  @Test
  void group_statistics_are_those_of_the_kept_so_that_filtered_groups_are_gfpo() {
    // kept 1 and 3: mean 2, deviation 1.  dropped 100 -> 98
    assertThat(
            groupNormalised()
                .advantages(List.of(kept("p", 0, 1), kept("p", 1, 3), dropped("p", 2, 100))))
        .containsExactly(-1, 1, 98);
  }

  @Test
  void leave_one_out_compares_with_the_mean_of_the_others() {
    // 6 - (1 + 2)/2 = 4.5;  1 - (6 + 2)/2 = -3;  2 - (6 + 1)/2 = -1.5
    assertThat(
            leaveOneOut().advantages(List.of(kept("p", 0, 6), kept("p", 1, 1), dropped("p", 2, 2))))
        .containsExactly(4.5, -3, -1.5);
    assertThat(leaveOneOut().advantages(List.of(kept("p", 0, 6)))).containsExactly(0);
  }

  @Test
  void batch_normalised_keeps_the_proportions_between_problems() {
    // centred: p -1, 1; q -7, 7.  squares 1 + 1 + 49 + 49 = 100, /4 = 25, deviation 5
    assertThat(
            batchNormalised()
                .advantages(
                    List.of(kept("p", 0, 1), kept("p", 1, 3), kept("q", 0, 0), kept("q", 1, 14))))
        .containsExactly(-0.2, 0.2, -1.4, 1.4);
    assertThat(batchNormalised().advantages(List.of(kept("p", 0, 4), kept("p", 1, 4))))
        .containsExactly(0, 0);
  }

  @Test
  void decoupled_never_pushes_a_correct_sample_down() {
    // exp(ln 3) : exp(0) = 3 : 1 among the correct;  two wrong ones -1/2 each
    double[] advantages =
        decoupled(0.5)
            .advantages(
                List.of(
                    kept("p", 0, 0.5 * Math.log(3)),
                    kept("p", 1, 0),
                    wrong("p", 2),
                    wrong("p", 3)));

    assertThat(advantages).containsExactly(new double[] {0.75, 0.25, -0.5, -0.5}, within(1e-12));
  }

  @Test
  void decoupled_has_nothing_to_tell_apart_if_all_are_right_or_all_wrong() {
    assertThat(decoupled(1).advantages(List.of(kept("p", 0, 1), kept("p", 1, 2))))
        .containsExactly(0, 0);
    assertThat(decoupled(1).advantages(List.of(wrong("p", 0), wrong("p", 1))))
        .containsExactly(0, 0);
    assertThat(decoupled(1).advantages(List.of(kept("p", 0, 1), dropped("p", 1, 5), wrong("p", 2))))
        .containsExactly(1, 0, -1);
  }

  @Test
  void decoupled_survives_rewards_whose_exponentials_overflow() {
    // exp(-2e5) is 0: the higher one takes it all
    assertThat(
            decoupled(0.01).advantages(List.of(kept("p", 0, 2000), kept("p", 1, 0), wrong("p", 2))))
        .containsExactly(1, 0, -1);
  }

  @Test
  void a_temperature_of_zero_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoupled(0))
        .withMessage("temperature must be positive and finite but was 0.0");
  }

  private static RewardedSolution wrong(String problemId, int sample) {
    return new RewardedSolution(Samples.wrong(problemId, sample, 10), 0, true);
  }

  private static RewardedSolution kept(String problemId, int sample, double reward) {
    return new RewardedSolution(Samples.correct(problemId, sample, 10), reward, true);
  }

  private static RewardedSolution dropped(String problemId, int sample, double reward) {
    return new RewardedSolution(Samples.correct(problemId, sample, 10), reward, false);
  }
}
