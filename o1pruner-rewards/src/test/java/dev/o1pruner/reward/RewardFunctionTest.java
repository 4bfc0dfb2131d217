package dev.o1pruner.reward;

import static dev.o1pruner.reward.RewardFunction.lengthHarmonizing;
import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewardFunctionTest {

  /** Mean length 200, accuracy 0.75. */
  private static final SampleGroup REFERENCE =
      SampleGroup.of(
          List.of(
              correct("p", 0, 100),
              correct("p", 1, 200),
              correct("p", 2, 200),
              wrong("p", 3, 300)));

  @Test
  void shorter_than_the_reference_and_correct_is_rewarded() {
    // 200/100 - 1 + 2 * (1 - 0.75) = 1.5
    assertThat(lengthHarmonizing(2).reward(correct("p", 0, 100), REFERENCE)).isEqualTo(1.5);
  }

  @Test
  void shorter_but_wrong_loses_what_brevity_gained() {
    // 200/100 - 1 + 2 * (0 - 0.75) = -0.5
    assertThat(lengthHarmonizing(2).reward(wrong("p", 0, 100), REFERENCE)).isEqualTo(-0.5);
  }

  @Test
  void longer_than_the_reference_costs_at_most_one() {
    // 200/400 - 1 + 2 * (1 - 0.75) = 0;  200/2,000,000 - 1 = -0.9999 without the accuracy term
    assertThat(lengthHarmonizing(2).reward(correct("p", 0, 400), REFERENCE)).isZero();
    assertThat(lengthHarmonizing(0).reward(correct("p", 0, 2_000_000), REFERENCE))
        .isCloseTo(-0.9999, within(1e-12)); // rounding of one division
  }

  @Test
  void a_lambda_of_zero_sees_length_only() {
    RewardFunction brevity = lengthHarmonizing(0);
    assertThat(brevity.reward(wrong("p", 0, 50), REFERENCE))
        .isEqualTo(brevity.reward(correct("p", 0, 50), REFERENCE))
        .isEqualTo(3); // 200/50 - 1
  }

  @Test
  void the_mean_reward_of_the_reference_is_at_least_zero() {
    // E[Lbar/L] >= 1 by Jensen, and the accuracy term cancels out over the group.
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      List<GradedSolution> group =
          IntStream.range(0, 8)
              .mapToObj(
                  k ->
                      new GradedSolution(
                          "p", k, 1 + random.nextInt(500), random.nextBoolean(), null, false))
              .toList();
      SampleGroup reference = SampleGroup.of(group);
      RewardFunction reward = lengthHarmonizing(2);

      double total = group.stream().mapToDouble(y -> reward.reward(y, reference)).sum();
      assertThat(total).isGreaterThanOrEqualTo(-1e-12); // rounding, if all lengths are equal
    }
  }

  @Test
  void rewards_add_up_with_weights() {
    // 200/100 - 1 + 0.5 * 1 = 1.5
    RewardFunction sum = lengthHarmonizing(0).plus(RewardFunction.correctness().times(0.5));
    assertThat(sum.reward(correct("p", 0, 100), REFERENCE)).isEqualTo(1.5);
  }

  @Test
  void clipping_cuts_both_ends_off() {
    // 200/50 - 1 = 3 -> 1;  200/400 - 1 = -0.5 -> -0.25;  200/160 - 1 = 0.25
    RewardFunction clipped = lengthHarmonizing(0).clip(-0.25, 1);
    assertThat(clipped.reward(correct("p", 0, 50), REFERENCE)).isEqualTo(1);
    assertThat(clipped.reward(correct("p", 0, 400), REFERENCE)).isEqualTo(-0.25);
    assertThat(clipped.reward(correct("p", 0, 160), REFERENCE)).isEqualTo(0.25);
  }

  @Test
  void clipping_does_not_hide_a_reward_that_is_not_a_number() {
    RewardFunction broken = (solution, group) -> Double.NaN;
    assertThat(broken.clip(0, 1).reward(correct("p", 0, 50), REFERENCE)).isNaN();
  }

  @Test
  void centring_takes_out_the_mean_of_the_group() {
    // correctness over the group: 3/4
    RewardFunction centred = RewardFunction.correctness().centred();
    assertThat(centred.reward(correct("p", 0, 100), REFERENCE)).isEqualTo(0.25);
    assertThat(centred.reward(wrong("p", 3, 300), REFERENCE)).isEqualTo(-0.75);
  }

  @Test
  void weights_and_ranges_that_make_no_sense_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardFunction.correctness().times(Double.NaN))
        .withMessage("weight must be finite but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardFunction.correctness().clip(2, 1))
        .withMessage("lower must not exceed upper but the range was [2.0, 1.0]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void a_lambda_out_of_range_is_refused(double lambda) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lengthHarmonizing(lambda))
        .withMessage("lambda must be >= 0 and finite but was " + lambda);
  }
}
