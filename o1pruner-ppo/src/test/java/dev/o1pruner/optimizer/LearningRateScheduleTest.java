package dev.o1pruner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

  @Test
  void a_constant_rate_is_constant() {
    LearningRateSchedule schedule = LearningRateSchedule.constant(0.1);

    assertThat(schedule.rate(0, 10)).isEqualTo(0.1);
    assertThat(schedule.rate(9, 10)).isEqualTo(0.1);
  }

  @ParameterizedTest
  @CsvSource({
    // 0.2 * 10 = two steps rise: 3 * 1/3, 3 * 2/3, then the peak
    "0, 1",
    "1, 2",
    "2, 3",
    // eight steps fall: after two of them (1 + cos(pi/4)) / 2 of it, after four a half
    "4, 2.5606602",
    "6, 1.5",
    "8, 0.4393398",
  })
  void a_cosine_rises_to_its_peak_and_falls_along_half_a_wave(int step, double rate) {
    assertThat(LearningRateSchedule.cosine(3, 0.2).rate(step, 10)).isCloseTo(rate, within(1e-7));
  }

  @ParameterizedTest
  @CsvSource({
    // two steps rise as above, then eight fall by an eighth of the peak each
    "0, 1, 1",
    "1, 2, 2",
    "2, 3, 3",
    "4, 2.25, 3",
    "9, 0.375, 3"
  })
  void a_line_falls_evenly_and_a_constant_stays_after_warming_up(
      int step, double linear, double constant) {
    assertThat(LearningRateSchedule.linear(3, 0.2).rate(step, 10)).isCloseTo(linear, within(1e-12));
    assertThat(LearningRateSchedule.constant(3, 0.2).rate(step, 10))
        .isCloseTo(constant, within(1e-12));
  }

  @Test
  void every_step_of_a_cosine_has_some_rate() {
    for (int step = 0; step < 10; step++) {
      assertThat(LearningRateSchedule.cosine(3, 0.2).rate(step, 10)).isPositive();
    }
  }

  @Test
  void without_warm_up_a_cosine_starts_at_its_peak() {
    assertThat(LearningRateSchedule.cosine(3, 0).rate(0, 10)).isEqualTo(3);
  }

  @Test
  void a_run_of_one_step_has_the_peak() {
    assertThat(LearningRateSchedule.cosine(3, 0).rate(0, 1)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void a_rate_that_is_not_positive_is_refused(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.constant(rate))
        .withMessageContaining("learning rate must be positive but was " + rate);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.cosine(rate, 0.1))
        .withMessageContaining("learning rate must be positive but was " + rate);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void a_warm_up_out_of_range_is_refused(double warmUp) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.cosine(1, warmUp))
        .withMessageContaining("warm-up must be in [0, 1) but was " + warmUp);
  }
}
