package dev.o1pruner.grading.math;

/**
 * A unit of measure.
 *
 * @param dimension what it measures; units of one dimension are comparable
 * @param factor its size in the dimension's first unit
 */
record Unit(String dimension, Rational factor) {

  Unit power(int exponent) {
    Rational power = factor;
    for (int i = 1; i < exponent; i++) {
      power = power.times(factor);
    }
    return new Unit(dimension + "^" + exponent, power);
  }
}
