package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

/** A weight that changes while a run goes on. */
@FunctionalInterface
public interface Schedule {

  /**
   * The weight at a point of the run.
   *
   * @param progress from 0, the start, to 1, the end
   */
  double at(double progress);

  /** The same weight throughout. */
  static Schedule constant(double weight) {
    checkFinite(weight);
    return progress -> weight;
  }

  /** From one weight to another along a straight line. */
  static Schedule linear(double from, double to) {
    checkFinite(from);
    checkFinite(to);
    return progress -> from + (to - from) * progress;
  }

  /** From one weight to another along half a cosine: slow, fast, slow. */
  static Schedule cosine(double from, double to) {
    checkFinite(from);
    checkFinite(to);
    return progress -> from + (to - from) * (1 - Math.cos(Math.PI * progress)) / 2;
  }

  private static void checkFinite(double weight) {
    checkArgument(Double.isFinite(weight), "a weight must be finite but was %s", weight);
  }
}
