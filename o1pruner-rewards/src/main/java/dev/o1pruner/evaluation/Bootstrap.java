package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap over problems: 95 % of the resamples' values lie in the interval.
 *
 * <p>Problems are drawn, not solutions, because the samples of one problem are not independent. The
 * same seed draws the same problems, so intervals are repeatable.
 *
 * @param resamples how many times the problems are drawn anew; 1000 by default
 * @param seed of the draws; 0 by default
 */
public record Bootstrap(int resamples, long seed) {

  private static final Bootstrap DEFAULTS = new Bootstrap(1000, 0);
  private static final double TAIL = 0.025;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there are fewer than 100 resamples, too few for the tails
   */
  public Bootstrap {
    checkArgument(
        resamples >= 100, "resamples must be >= 100 to have tails but were %s", resamples);
  }

  /** 1000 resamples, seed 0. */
  public static Bootstrap defaults() {
    return DEFAULTS;
  }

  /**
   * A statistic with its interval.
   *
   * @param problems number of problems, at least 1
   * @param statistic value on the problems at the given indices, which may repeat; NaN where it
   *     isn't defined, and such a resample is left out
   * @throws IllegalArgumentException if the statistic isn't defined on all problems together
   */
  public Estimate estimate(int problems, ToDoubleFunction<int[]> statistic) {
    checkArgument(problems >= 1, "an estimate needs problems, but there were %s", problems);
    double value = statistic.applyAsDouble(IntStream.range(0, problems).toArray());
    checkArgument(Double.isFinite(value), "the statistic of all problems together is %s", value);
    SplittableRandom random = new SplittableRandom(seed);
    double[] values =
        IntStream.range(0, resamples)
            .mapToDouble(i -> statistic.applyAsDouble(random.ints(problems, 0, problems).toArray()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return new Estimate(value, value, value);
    }
    int cut = (int) (TAIL * (values.length - 1)); // towards the outside on both ends
    return new Estimate(value, values[cut], values[values.length - 1 - cut]);
  }
}
