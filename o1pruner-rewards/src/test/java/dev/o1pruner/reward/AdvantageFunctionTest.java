package dev.o1pruner.reward;

import static dev.o1pruner.reward.AdvantageFunction.centred;
import static dev.o1pruner.reward.AdvantageFunction.clippedAndNormalised;
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

  private static RewardedSolution kept(String problemId, int sample, double reward) {
    return new RewardedSolution(Samples.correct(problemId, sample, 10), reward, true);
  }

  private static RewardedSolution dropped(String problemId, int sample, double reward) {
    return new RewardedSolution(Samples.correct(problemId, sample, 10), reward, false);
  }
}
