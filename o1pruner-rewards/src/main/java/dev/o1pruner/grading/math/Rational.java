package dev.o1pruner.grading.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact fraction in lowest terms, so that record equality is equality of value.
 *
 * @param numerator carries the sign
 * @param denominator positive
 */
record Rational(BigInteger numerator, BigInteger denominator) {

  static final Rational ZERO = of(0);
  static final Rational ONE = of(1);
  static final Rational MINUS_ONE = of(-1);

  Rational {
    if (!denominator.equals(BigInteger.ONE)) {
      BigInteger divisor = numerator.gcd(denominator);
      divisor = denominator.signum() < 0 ? divisor.negate() : divisor;
      numerator = numerator.divide(divisor);
      denominator = denominator.divide(divisor);
    }
  }

  static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  static Rational of(BigInteger value) {
    return new Rational(value, BigInteger.ONE);
  }

  static Rational of(long numerator, long denominator) {
    return new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  /** The value of digits with at most one decimal point. */
  static Rational decimal(String digits) {
    BigDecimal value = new BigDecimal(digits);
    return value.scale() <= 0
        ? new Rational(value.toBigIntegerExact(), BigInteger.ONE)
        : new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  Rational plus(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational times(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  /** One divided by this, which must not be zero. */
  Rational inverse() {
    return new Rational(denominator, numerator);
  }

  int signum() {
    return numerator.signum();
  }

  boolean isInteger() {
    return denominator.equals(BigInteger.ONE);
  }

  /** The value if it is an integer of at most 31 bits, otherwise null. */
  @Nullable Integer asInt() {
    return isInteger() && numerator.bitLength() < 32 ? numerator.intValue() : null;
  }

  int bits() {
    return Math.max(numerator.bitLength(), denominator.bitLength());
  }

  double doubleValue() {
    double quotient = numerator.doubleValue() / denominator.doubleValue();
    return Double.isNaN(quotient)
        ? new BigDecimal(numerator)
            .divide(new BigDecimal(denominator), java.math.MathContext.DECIMAL64)
            .doubleValue()
        : quotient;
  }

  /** Whether it has a finite decimal expansion: no prime but 2 and 5 in the denominator. */
  boolean terminates() {
    BigInteger rest = denominator.shiftRight(Math.max(0, denominator.getLowestSetBit()));
    BigInteger five = BigInteger.valueOf(5);
    while (rest.mod(five).signum() == 0) {
      rest = rest.divide(five);
    }
    return rest.equals(BigInteger.ONE);
  }

  /** The integer below or at this. */
  Rational floor() {
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    return new Rational(
        parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0], BigInteger.ONE);
  }
}
