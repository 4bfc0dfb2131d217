package dev.o1pruner.loss;

import static dev.o1pruner.loss.LossProbe.LN2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.loss.LossProbe.Result;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** One pair: log-ratios of ln 2 over the chosen solution and of -ln 2 over the rejected one. */
class PreferenceLossTest {

  /** Floats carry seven digits. */
  private static final Offset<Double> FLOAT = within(1e-6);

  private static final LossProbe PAIR = LossProbe.twoSolutions().pairs();

  @Test
  void dpo_compares_with_the_reference() {
    // 0.5 * (ln 2 + ln 2) = ln 2; -log sigmoid(ln 2) = log(1 + 1/2)
    Result result = PAIR.of(PolicyLoss.dpo(0.5));

    assertThat(result.loss()).isCloseTo(Math.log(1.5), FLOAT);
    assertThat(result.metrics().get(LossTerms.PREFERENCE_ACCURACY)).isEqualTo(1);
    assertThat(result.metrics().get(LossTerms.SCORE_MARGIN)).isCloseTo(LN2, FLOAT);
    assertThat(result.metrics().get(LossTerms.CHOSEN_SCORE)).isCloseTo(0.5 * LN2, FLOAT);
    assertThat(result.metrics().get(LossTerms.REJECTED_SCORE)).isCloseTo(-0.5 * LN2, FLOAT);
    // beta * sigmoid(-ln 2) = 0.5 / 3: up for the chosen tokens, down for the rejected
    float g = 0.1666667f;
    assertThat(result.gradient()).containsExactly(new float[] {-g, -g, -g, g, g, 0}, within(1e-6f));
  }

  @Test
  void dpo_starts_at_log_two_when_the_policy_is_the_reference() {
    Result result = PAIR.logProbs(PAIR.reference()).of(PolicyLoss.dpo(0.1));

    assertThat(result.loss()).isCloseTo(LN2, FLOAT);
    assertThat(result.metrics().get(LossTerms.PREFERENCE_ACCURACY)).isZero(); // none is higher
  }

  @Test
  void simpo_compares_means_and_asks_for_a_margin() {
    // means (ln 2 - 6) / 3 = -1.768951 and (-ln 2 - 3) / 2 = -1.846574
    // 2 * 0.077623 = 0.155245; log(1 + exp(1 - 0.155245)) = 1.202193
    Result result = PAIR.of(PolicyLoss.simPo(2, 1));

    assertThat(result.metrics().get(LossTerms.SCORE_MARGIN)).isCloseTo(0.1552453, FLOAT);
    assertThat(result.loss()).isCloseTo(Math.log1p(Math.exp(1 - 0.1552453)), FLOAT);
    // beta * sigmoid(0.844755) = 2 * 0.699466, by the tokens of each
    float g = 2 * 0.699466f;
    assertThat(result.gradient())
        .containsExactly(new float[] {-g / 3, -g / 3, -g / 3, g / 2, g / 2, 0}, within(1e-5f));
  }

  @Test
  void a_pair_that_is_hopelessly_wrong_still_has_a_gradient() {
    // log sigmoid(-2000) is -2000, not -infinity
    Result result = PAIR.logProbs(-1001, -2, -3, 999, -2, 0).of(PolicyLoss.dpo(1));

    assertThat(result.loss()).isEqualTo(2000);
    assertThat(result.gradient()).containsExactly(-1, -1, -1, 1, 1, 0);
  }

  @Test
  void solutions_by_themselves_are_refused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LossProbe.twoSolutions().of(PolicyLoss.dpo(0.1)))
        .withMessageContaining("units of 1")
        .withMessageContaining("TrainingExamples.pairs");
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.dpo(0))
        .withMessageContaining("beta must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.simPo(2, -1))
        .withMessageContaining("margin must be >= 0");
  }
}
