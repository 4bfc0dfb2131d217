package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyEfficiencyScoreTest {

  @Test
  void half_the_tokens_and_a_tenth_more_accuracy_score_0_8() {
    // (1000 - 500) / 1000 + 3 * (0.55 - 0.5) / 0.5 = 0.5 + 3 * 0.1
    AccuracyEfficiencyScore score = AccuracyEfficiencyScore.of(0.5, 1000, 0.55, 500);
    assertThat(score.lengthSaving()).isEqualTo(0.5);
    assertThat(score.accuracyGain()).isCloseTo(0.1, within(1e-12)); // 0.55 isn't a binary fraction
    assertThat(score.value()).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void a_tenth_less_accuracy_costs_what_half_the_tokens_gain() {
    // 0.5 - 5 * 0.1
    assertThat(AccuracyEfficiencyScore.of(0.5, 1000, 0.45, 500).value())
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void the_base_model_scores_zero_against_itself() {
    assertThat(AccuracyEfficiencyScore.of(73.8, 1156, 73.8, 1156))
        .isEqualTo(new AccuracyEfficiencyScore(0, 0, 0));
  }

  /** Cells of the paper's table whose accuracy didn't fall: base, then policy, then printed AES. */
  @ParameterizedTest
  @CsvSource({
    // Marco-o1-7B
    "57.1, 1112, 57.1, 1062, 0.04", // fast prompt, GaoKao
    "89.2,  530, 89.9,  497, 0.09", // SFT, GSM8K
    "73.8, 1156, 77.5,  657, 0.58", // O1-Pruner, MATH
    "89.2,  530, 91.4,  343, 0.43", // O1-Pruner, GSM8K
    "57.1, 1112, 61.6,  664, 0.64", // O1-Pruner, GaoKao
    // QwQ-32B-Preview
    "95.1,  777, 95.8,  561, 0.30", // fast prompt, GSM8K
    "95.1,  777, 95.7,  717, 0.10", // SFT, GSM8K
    "79.0, 2183, 79.5, 2112, 0.05", // SFT, GaoKao
    "90.6, 2191, 91.7, 1999, 0.12", // DPO, MATH
    "95.1,  777, 95.3,  704, 0.10", // DPO, GSM8K
    "79.0, 2183, 79.7, 2021, 0.10", // DPO, GaoKao
    "90.6, 2191, 91.0, 1385, 0.38", // O1-Pruner, MATH
    "95.1,  777, 96.5,  534, 0.36", // O1-Pruner, GSM8K
    "79.0, 2183, 80.3, 1446, 0.39", // O1-Pruner, GaoKao
  })
  void published_scores_without_a_loss_are_reproduced(
      double baseAccuracy, double baseTokens, double accuracy, double tokens, double printed) {
    // printed to 0.01, from accuracies printed to 0.1: 0.005 + 3 * 0.1 / 57.1 = 0.010
    assertThat(AccuracyEfficiencyScore.of(baseAccuracy, baseTokens, accuracy, tokens).value())
        .isCloseTo(printed, within(0.01));
  }

  @Test
  void a_loss_follows_the_definition_and_not_the_printed_cell() {
    // Marco-o1 with DPO on MATH: dLen = 395/1156 = 0.342, dAcc = -2.0/73.8 = -0.0271
    // definition 0.342 - 5 * 0.0271 = 0.206; printed is 0.42 = 0.342 + 3 * 0.0271
    assertThat(AccuracyEfficiencyScore.of(73.8, 1156, 71.8, 761).value())
        .isCloseTo(0.206, within(0.001)); // rounding of the line above
  }

  @Test
  void a_base_that_solves_nothing_has_no_score() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccuracyEfficiencyScore.of(0, 1000, 0.5, 500))
        .withMessage(
            "base accuracy is 0.0, and a gain relative to it isn't defined: evaluate on problems"
                + " that the base model can solve");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccuracyEfficiencyScore.of(0.5, 0, 0.5, 500))
        .withMessage("base tokens must be above 0 but were 0.0");
  }
}
