package dev.o1pruner.grading.math;

import java.util.Random;

/** The points at which expressions are compared: fixed, so that a verdict never changes. */
final class Points {

  /**
   * Enough that two expressions of an answer's size agree at all of them only if they are equal.
   */
  static final int COUNT = 6;

  private Points() {}

  /**
   * A value for each name, drawn from a seed.
   *
   * @param number which of the {@value #COUNT} points
   */
  record Point(int number) {

    /** Values of one to three: powers and exponentials of them stay small. Some are negative. */
    Rational of(String name) {
      Random random = new Random(31L * name.hashCode() + 7_919L * number);
      random.nextInt(); // nearby seeds start alike
      int numerator = 101 + random.nextInt(200);
      boolean negative = number % 3 == 2 && random.nextBoolean();
      return Rational.of(negative ? -numerator : numerator, 97);
    }
  }
}
