package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.loss.LossTerms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuardTest {

  /** A guard with its cases. */
  abstract static class Case extends GuardContractTest {
    private final Guard guard;
    private final Map<String, Double> first;
    private final Map<String, Double> fine;
    private final Map<String, Double> wrong;
    private final double seen;
    private final double limit;

    Case(
        Guard guard,
        Map<String, Double> first,
        Map<String, Double> fine,
        Map<String, Double> wrong,
        double seen,
        double limit) {
      this.guard = guard;
      this.first = first;
      this.fine = fine;
      this.wrong = wrong;
      this.seen = seen;
      this.limit = limit;
    }

    @Override
    Guard guard() {
      return guard;
    }

    @Override
    Map<String, Double> first() {
      return first;
    }

    @Override
    Map<String, Double> fine() {
      return fine;
    }

    @Override
    Map<String, Double> wrong() {
      return wrong;
    }

    @Override
    double seen() {
      return seen;
    }

    @Override
    double limit() {
      return limit;
    }
  }

  private static Map<String, Double> ratios(double mean, double max) {
    return Map.of(LossTerms.MEAN_RATIO, mean, LossTerms.MAX_RATIO, max);
  }

  @Nested
  class MeanRatio extends Case {
    MeanRatio() {
      super(Guard.ratio(2, 100), ratios(1, 1), ratios(2, 100), ratios(2.5, 3), 2.5, 2);
    }
  }

  @Nested
  class SmallMeanRatio extends Case {
    SmallMeanRatio() { // 1/4 is 0.25
      super(Guard.ratio(4, 100), ratios(1, 1), ratios(0.25, 1), ratios(0.2, 3), 0.2, 0.25);
    }
  }

  @Nested
  class LargestRatio extends Case {
    LargestRatio() {
      super(Guard.ratio(2, 100), ratios(1, 1), ratios(1, 100), ratios(1.5, 101), 101, 100);
    }
  }

  @Nested
  class RoundLength extends Case {
    RoundLength() { // a quarter of 40 tokens is 10
      super(
          Guard.length(0.25),
          Map.of(Guard.ROUND_LENGTH, 40.0),
          Map.of(Guard.ROUND_LENGTH, 10.0),
          Map.of(Guard.ROUND_LENGTH, 9.0),
          9,
          10);
    }
  }

  @Nested
  class CheckedLength extends Case {
    CheckedLength() { // half of 8 is 4; that of rounds is another figure
      super(
          Guard.length(0.5),
          Map.of(Guard.CHECKED_LENGTH, 8.0, Guard.ROUND_LENGTH, 100.0),
          Map.of(Guard.CHECKED_LENGTH, 4.0),
          Map.of(Guard.CHECKED_LENGTH, 3.0),
          3,
          4);
    }
  }

  @Nested
  class Entropy extends Case {
    Entropy() { // an eighth of 2 nats is a quarter of a nat
      super(
          Guard.entropy(0.125),
          Map.of(StepMetrics.SURPRISAL, 2.0),
          Map.of(StepMetrics.SURPRISAL, 0.25),
          Map.of(StepMetrics.SURPRISAL, 0.2),
          0.2,
          0.25);
    }
  }

  @Nested
  class Signal extends Case {
    Signal() {
      super(
          Guard.signal(),
          Map.of(Guard.SIGNAL, 1.0),
          Map.of(Guard.SIGNAL, 0.01),
          Map.of(Guard.SIGNAL, 0.0),
          0,
          0);
    }
  }

  @Nested
  class Accuracy extends Case {
    Accuracy() { // 3/4 less 1/4 is 1/2
      super(
          Guard.accuracy(0.25),
          Map.of(Guard.ACCURACY, 0.75),
          Map.of(Guard.ACCURACY, 0.5),
          Map.of(Guard.ACCURACY, 0.4),
          0.4,
          0.5);
    }
  }

  @Test
  void what_is_wrong_is_said_in_numbers() {
    assertThat(
            GuardEvent.of(
                    7,
                    "accuracy",
                    Guard.accuracy(0.25)
                        .look(Map.of(Guard.ACCURACY, 0.4), Map.of(Guard.ACCURACY, 0.75)),
                    GuardAction.STOP)
                .message())
        .isEqualTo(
            "after step 7 40.0 % of solutions are right, more than 25.0 points fewer than the 75.0"
                + " % at first (make correctness count for more, or lower the learning rate):"
                + " training ends with the weights as they are");
    assertThat(
            Guard.length(0.25)
                .look(Map.of(Guard.ROUND_LENGTH, 9.0), Map.of(Guard.ROUND_LENGTH, 40.0))
                .sentence())
        .startsWith(
            "solutions have 9.000 tokens on average, under 10.00, which is 0.2500 of the 40.00 at"
                + " first");
  }

  @Test
  void limits_make_sense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.ratio(1, 5))
        .withMessage("the mean ratio's limit must be over 1 but was 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> Guard.ratio(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Guard.length(1));
    assertThatIllegalArgumentException().isThrownBy(() -> Guard.entropy(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Guard.accuracy(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> GuardSettings.none().watch(Guard.length(0.5), GuardAction.ROLL_BACK).rollsBack())
        .withMessageContaining("set checkEvery");
  }

  @Test
  void one_guard_of_a_name_watches() {
    GuardSettings settings = GuardSettings.defaults().watch(Guard.length(0.5), GuardAction.WARN);

    assertThat(settings.watches()).hasSize(5);
    assertThat(settings.describe())
        .containsEntry("guards", List.of("AccuracyGuard[margin=0.05] STOP"))
        .containsEntry("checkEvery", 0);
    assertThat(settings.without("accuracy").describe()).containsEntry("guards", List.of());
  }

  @Test
  void what_is_lost_when_training_is_over_is_a_warning() {
    List<GuardEvent> events =
        GuardSettings.defaults()
            .compare(
                9,
                Map.of(Guard.ACCURACY, 0.5, Guard.CHECKED_LENGTH, 100.0),
                Map.of(Guard.ACCURACY, 0.5, Guard.CHECKED_LENGTH, 2.0));

    assertThat(events).hasSize(1);
    assertThat(events.get(0).guard()).isEqualTo("length");
    assertThat(events.get(0).action()).isEqualTo(GuardAction.WARN);
  }
}
