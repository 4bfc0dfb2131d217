package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.DoubleUnaryOperator;

/** The learning rate of each step. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The rate of a step.
   *
   * @param step from 0
   * @param steps of the whole run
   */
  double rate(int step, int steps);

  /** The same rate throughout. */
  static LearningRateSchedule constant(double rate) {
    return constant(rate, 0);
  }

  /**
   * Linear rise to the rate over the warm-up, then that rate.
   *
   * @param warmUp fraction of the steps spent rising, in [0, 1)
   */
  static LearningRateSchedule constant(double rate, double warmUp) {
    return warmedUp(rate, warmUp, fraction -> 1);
  }

  /**
   * Linear rise to the peak over the warm-up, then linear fall to zero.
   *
   * @param peak highest rate
   * @param warmUp fraction of the steps spent rising, in [0, 1)
   */
  static LearningRateSchedule linear(double peak, double warmUp) {
    return warmedUp(peak, warmUp, fraction -> 1 - fraction);
  }

  /**
   * Linear rise to the peak over the warm-up, then half a cosine down to zero.
   *
   * @param peak highest rate
   * @param warmUp fraction of the steps spent rising, in [0, 1)
   */
  static LearningRateSchedule cosine(double peak, double warmUp) {
    return warmedUp(peak, warmUp, fraction -> 0.5 * (1 + Math.cos(Math.PI * fraction)));
  }

  /** A rise, then what is left of the peak after a fraction of the steps that follow it. */
  private static LearningRateSchedule warmedUp(
      double peak, double warmUp, DoubleUnaryOperator left) {
    checkArgument(
        peak > 0 && Double.isFinite(peak), "learning rate must be positive but was %s", peak);
    checkArgument(warmUp >= 0 && warmUp < 1, "warm-up must be in [0, 1) but was %s", warmUp);
    return (step, steps) -> {
      double rising = warmUp * steps;
      if (step < rising) {
        return peak * (step + 1) / (rising + 1);
      }
      return peak * left.applyAsDouble((step - rising) / (steps - rising));
    };
  }
}
