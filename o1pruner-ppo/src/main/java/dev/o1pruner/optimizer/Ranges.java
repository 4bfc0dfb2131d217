package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges of settings. NaN is in none of them. */
final class Ranges {

  private Ranges() {}

  static void fraction(String name, double value) {
    checkArgument(value >= 0 && value < 1, "%s must be in [0, 1) but was %s", name, value);
  }

  static void positive(String name, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value), "%s must be positive but was %s", name, value);
  }

  static void notNegative(String name, double value) {
    checkArgument(value >= 0 && Double.isFinite(value), "%s must be >= 0 but was %s", name, value);
  }
}
