package dev.o1pruner.evaluation;

/**
 * A measured value and how far it could be off.
 *
 * @param value the value on the problems evaluated
 * @param lower lower end of its 95 % interval
 * @param upper upper end of its 95 % interval
 */
public record Estimate(double value, double lower, double upper) {

  /** Half the width of the interval: what follows a plus-minus sign. */
  public double halfWidth() {
    return (upper - lower) / 2;
  }
}
