package dev.o1pruner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.loss.LossProbe.Result;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every loss, on four solutions that are two pairs as well. */
class PolicyLossContractTest {

  /** Log-ratios away from every kink; 9 stands where padding is. */
  private static final LossProbe STEP =
      new LossProbe(
          new float[] {-0.7f, -2.1f, -3.05f, -1.9f, -2, 9, -1, -0.4f, -2, -3, 9, 9},
          new float[] {-1, -2, -3, -1, -2, 0, -1.1f, -0.4f, -2.05f, -2.5f, 0, 0},
          new float[] {-1.1f, -2, -2.5f, -1, -2.2f, 0, -1, -0.5f, -2, -2, 0, 0},
          new float[] {1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0},
          new float[] {1, -0.5f, 2, -1},
          2);

  /** Every implementation there is. */
  static Stream<Named<PolicyLoss>> losses() {
    return Stream.of(
        Named.of("next token", PolicyLoss.nextToken()),
        Named.of("sum", PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_SUM, 0.2)),
        Named.of("mean", PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.2)),
        Named.of("token", PolicyLoss.offPolicyClipped(RatioLevel.TOKEN, 0.2)),
        Named.of("GRPO", PolicyLoss.grpo()),
        Named.of("Dr. GRPO", PolicyLoss.drGrpo(7)),
        Named.of("DAPO", PolicyLoss.dapo()),
        Named.of("GSPO", PolicyLoss.gspo()),
        Named.of("REINFORCE", PolicyLoss.reinforce()),
        Named.of("DPO", PolicyLoss.dpo(0.5)),
        Named.of("SimPO", PolicyLoss.simPo(2, 1)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void padding_never_counts_and_has_no_gradient(PolicyLoss loss) {
    float[] other = STEP.logProbs().clone();
    other[5] = -4;
    other[10] = 0;
    other[11] = 1;

    Result result = STEP.of(loss);

    Result expected = STEP.logProbs(other).of(loss);
    assertThat(result.loss()).isEqualTo(expected.loss());
    assertThat(result.metrics()).isEqualTo(expected.metrics());
    assertThat(result.gradient()).isEqualTo(expected.gradient());
    assertThat(new float[] {result.gradient()[5], result.gradient()[10], result.gradient()[11]})
        .containsExactly(new float[3], within(0f)); // 0 or -0
  }

  @ParameterizedTest
  @MethodSource("losses")
  void microbatches_add_up_to_the_step(PolicyLoss loss) {
    Result whole = STEP.of(loss);
    Result first = STEP.of(loss, 0, 2);
    Result second = STEP.of(loss, 2, 4);

    assertThat(first.loss() + second.loss()).isCloseTo(whole.loss(), within(1e-6));
    whole
        .metrics()
        .forEach(
            (name, value) ->
                assertThat(
                        LossTerms.together(
                            name, first.metrics().get(name), second.metrics().get(name)))
                    .as(name)
                    .isCloseTo(value, within(1e-6)));
    float[] gradient = Arrays.copyOf(first.gradient(), 12);
    System.arraycopy(second.gradient(), 0, gradient, 6, 6);
    assertThat(gradient).containsExactly(whole.gradient(), within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void the_gradient_is_that_of_the_loss(PolicyLoss loss) {
    Result result = STEP.of(loss);
    float h = 5e-3f; // below it the float loss's rounding shows, above it its curvature

    for (int i = 0; i < 12; i++) {
      float[] up = STEP.logProbs().clone();
      float[] down = STEP.logProbs().clone();
      up[i] += h;
      down[i] -= h;
      double difference =
          (STEP.logProbs(up).of(loss).loss() - STEP.logProbs(down).of(loss).loss()) / (2 * h);
      assertThat((double) result.gradient()[i])
          .as("token %s", i)
          .isCloseTo(difference, within(1e-3));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void the_most_extreme_ratios_of_floats_give_numbers(PolicyLoss loss) {
    // a sum of 75 is the ratio 4e32, and -75 the ratio 3e-33, with each sign of advantage and none
    for (float advantage : new float[] {1, 0, -1}) {
      float[] extreme = {24, 23, 22, -38, -37, 0, 24, 24.6f, 23, -70, 0, 0};
      LossProbe probe =
          new LossProbe(
              extreme,
              STEP.sampler(),
              STEP.reference(),
              STEP.mask(),
              new float[] {advantage, advantage, -advantage, -advantage},
              2);
      Result result = probe.of(loss);

      assertThat(result.loss()).isFinite();
      assertThat(result.metrics().values()).allSatisfy(value -> assertThat(value).isFinite());
      for (float gradient : result.gradient()) {
        assertThat(gradient).isFinite();
      }
    }
  }
}
