package dev.o1pruner.loss;

import static dev.o1pruner.loss.LossProbe.LN2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.loss.LossProbe.Result;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The losses of on-policy methods by hand. Ratios: 2, 1, 1 with A = 1 and 1/2, 1 with A = 2. */
class OnPolicyLossTest {

  /** Floats carry seven digits. */
  private static final Offset<Double> FLOAT = within(1e-6);

  private static final LossProbe TWO = LossProbe.twoSolutions();

  @Test
  void grpo_counts_each_solution_alike() {
    // (1.2 + 1 + 1) / 3 and (0.5 * 2 + 1 * 2) / 2: mean of 1.066667 and 1.5
    assertThat(TWO.of(PolicyLoss.grpo().kl(0)).loss()).isCloseTo(-1.2833333, FLOAT);
  }

  @Test
  void grpo_pulls_towards_the_reference() {
    // k3 = 1/2 + ln 2 - 1 = 0.193147 and 2 - ln 2 - 1 = 0.306853
    // (0.193147 / 3 + 0.306853 / 2) / 2 = 0.108904; -1.283333 + 0.04 * 0.108904 = -1.278977
    Result result = TWO.of(PolicyLoss.grpo());

    assertThat(result.metrics().get(LossTerms.KL)).isCloseTo(0.1089044, FLOAT);
    assertThat(result.loss()).isCloseTo(-1.2789772, FLOAT);
  }

  @Test
  void the_ratio_is_to_the_sampler_and_the_pull_to_the_reference() {
    Result result = TWO.reference(TWO.logProbs()).of(PolicyLoss.grpo());

    // the policy is the reference, but not what drew the solutions
    assertThat(result.metrics().get(LossTerms.KL)).isZero();
    assertThat(result.loss()).isCloseTo(-1.2833333, FLOAT);
  }

  @Test
  void a_pull_alone_brings_the_policy_back() {
    ClippedSurrogate pull = PolicyLoss.grpo().kl(1);
    LossProbe noSignal =
        new LossProbe(
            TWO.logProbs(), TWO.sampler(), TWO.reference(), TWO.mask(), new float[] {0, 0}, 1);

    // d k3 / d logProb = 1 - ref/policy: (1 - 1/2) / (2 * 3) and (1 - 2) / (2 * 2)
    assertThat(noSignal.of(pull).gradient())
        .containsExactly(new float[] {0.0833333f, 0, 0, -0.25f, 0, 0}, within(1e-6f));
  }

  @Test
  void dr_grpo_divides_by_a_constant() {
    // (1.2 + 1 + 1) + (1 + 2) = 6.2, by 2 solutions of 10 tokens
    assertThat(TWO.of(PolicyLoss.drGrpo(10)).loss()).isCloseTo(-0.31, FLOAT);
  }

  @Test
  void dapo_counts_each_token_alike_and_clips_higher() {
    // 1.28 + 1 + 1 + 1 + 2 = 6.28 over five tokens
    assertThat(TWO.of(PolicyLoss.dapo()).loss()).isCloseTo(-1.256, FLOAT);
  }

  @Test
  void a_ratio_between_the_two_clips_learns_from_the_higher_one_only() {
    // r = 1.25 of the first token: beyond 1.2, within 1.28
    LossProbe between = TWO.logProbs(-1 + (float) Math.log(1.25), -2, -3, -1 - LN2, -2, 0);

    assertThat(between.of(PolicyLoss.grpo().kl(0)).gradient()[0]).isZero();
    // -r * A / 5
    assertThat(between.of(PolicyLoss.dapo()).gradient()[0]).isCloseTo(-0.25f, within(1e-6f));
  }

  @Test
  void gspo_clips_the_ratio_of_a_whole_solution() {
    // 2^(1/3) is cut to 1.0004; 2^(-1/2) * 2 = 1.414214 is not: mean 1.207307
    Result result = TWO.of(PolicyLoss.gspo());

    assertThat(result.loss()).isCloseTo(-1.2073068, FLOAT);
    assertThat(result.metrics().get(LossTerms.CLIPPED_FRACTION)).isEqualTo(0.5);
    // -r * A / (2 solutions * 2 tokens)
    assertThat(result.gradient())
        .containsExactly(new float[] {0, 0, 0, -0.3535534f, -0.3535534f, 0}, within(1e-6f));
  }

  @Test
  void reinforce_weighs_the_log_prob_of_a_whole_solution() {
    // sums of log-probs ln 2 - 6 = -5.306853 and -ln 2 - 3 = -3.693147
    // (1 * 5.306853 + 2 * 3.693147) / 2 = 6.346574
    Result result = TWO.of(PolicyLoss.reinforce());

    assertThat(result.loss()).isCloseTo(6.346574, within(2e-6)); // a sum of six digits
    assertThat(result.gradient())
        .containsExactly(new float[] {-0.5f, -0.5f, -0.5f, -1, -1, 0}, within(1e-6f));
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.dapo().clip(0, 0.2))
        .withMessageContaining("low must be in (0, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.dapo().clip(0.2, Double.POSITIVE_INFINITY))
        .withMessageContaining("high must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.grpo().kl(-1))
        .withMessageContaining("kl must be >= 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.drGrpo(0))
        .withMessageContaining("constant length");
  }
}
