package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void the_interval_of_a_mean_is_two_standard_errors_to_each_side() {
    // 400 problems, half of them 1: standard error sqrt(0.5 * 0.5 / 400) = 0.025, times 1.96 =
    // 0.049
    Estimate estimate = Bootstrap.defaults().estimate(400, BootstrapTest::fractionEven);
    assertThat(estimate.value()).isEqualTo(0.5);
    assertThat(estimate.lower()).isCloseTo(0.451, within(0.01)); // scatter of 1000 resamples
    assertThat(estimate.upper()).isCloseTo(0.549, within(0.01));
  }

  @Test
  void the_same_seed_gives_the_same_interval() {
    assertThat(Bootstrap.defaults().estimate(50, BootstrapTest::fractionEven))
        .isEqualTo(Bootstrap.defaults().estimate(50, BootstrapTest::fractionEven));
  }

  @Test
  void one_problem_leaves_nothing_to_vary() {
    assertThat(Bootstrap.defaults().estimate(1, BootstrapTest::fractionEven))
        .isEqualTo(new Estimate(1, 1, 1));
  }

  @Test
  void resamples_without_a_value_are_left_out() {
    // of two problems, a draw of (1, 1) has no even one; every other draw is 1
    Estimate estimate =
        Bootstrap.defaults().estimate(2, drawn -> fractionEven(drawn) == 0 ? Double.NaN : 1);
    assertThat(estimate).isEqualTo(new Estimate(1, 1, 1));
  }

  @Test
  void a_statistic_without_a_value_at_all_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.defaults().estimate(2, drawn -> Double.NaN))
        .withMessage("the statistic of all problems together is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.defaults().estimate(0, BootstrapTest::fractionEven))
        .withMessage("an estimate needs problems, but there were 0");
  }

  @Test
  void too_few_resamples_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bootstrap(10, 0))
        .withMessage("resamples must be >= 100 to have tails but were 10");
  }

  private static double fractionEven(int[] drawn) {
    return Arrays.stream(drawn).filter(i -> i % 2 == 0).count() / (double) drawn.length;
  }
}
