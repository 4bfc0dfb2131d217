package dev.o1pruner.grading.math;

import com.google.common.math.BigIntegerMath;
import com.google.common.math.LongMath;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Exact roots of rationals. */
final class SquareRoots {

  /** Numbers whose factors below {@link #TRIAL} are gone are then prime, p^2 or p*q. */
  private static final long MAX_RADICAND = 1_000_000_000_000L;

  private static final long TRIAL = 10_000;

  private SquareRoots() {}

  /** The square root of a rational, {@code sqrt(a/b) = sqrt(a b)/b}; of a negative one, times i. */
  static Surd of(Rational value, Budget budget) {
    if (value.signum() == 0) {
      return Surd.ZERO;
    }
    BigInteger radicand = value.numerator().multiply(value.denominator()).abs();
    Rational scale = new Rational(BigInteger.ONE, value.denominator());
    long sign = value.signum();
    BigInteger whole = BigIntegerMath.sqrt(radicand, RoundingMode.FLOOR);
    budget.spend(radicand, radicand);
    if (whole.multiply(whole).equals(radicand)) {
      return Surd.root(scale.times(new Rational(whole, BigInteger.ONE)), sign);
    }
    if (radicand.bitLength() > 62) {
      throw new InexactException("radicand too large");
    }
    return simplified(radicand.longValueExact(), sign, scale, budget);
  }

  private static Surd simplified(long radicand, long sign, Rational scale, Budget budget) {
    long rest = radicand;
    long outside = 1;
    for (long p = 2; p <= TRIAL && p * p <= rest; p++) {
      while (rest % (p * p) == 0) {
        rest /= p * p;
        outside *= p;
      }
    }
    budget.spend(200); // at most 10,000 divisions
    long root = LongMath.sqrt(rest, RoundingMode.FLOOR);
    if (root * root == rest) {
      outside *= root;
      rest = 1;
    } else if (rest > MAX_RADICAND) {
      throw new InexactException("a square may hide in the radicand");
    }
    return Surd.root(scale.times(Rational.of(outside)), sign * rest);
  }

  /** The root of a rational that is a perfect power; negative ones have odd roots. */
  static Rational perfect(Rational value, int degree, Budget budget) {
    boolean negative = value.signum() < 0;
    if (degree < 1 || degree > 64 || (negative && degree % 2 == 0)) {
      throw new InexactException("no rational root");
    }
    Rational root =
        new Rational(
            root(value.numerator().abs(), degree, budget),
            root(value.denominator(), degree, budget));
    return negative ? root.negate() : root;
  }

  private static BigInteger root(BigInteger value, int degree, Budget budget) {
    BigInteger low = BigInteger.ZERO;
    BigInteger high = BigInteger.ONE.shiftLeft(value.bitLength() / degree + 1);
    while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      budget.spend(value, value);
      if (middle.pow(degree).compareTo(value) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (!low.pow(degree).equals(value)) {
      throw new InexactException("no rational root");
    }
    return low;
  }

  static long smallestPrimeFactor(long n) {
    for (long p = 2; p <= TRIAL && p * p <= n; p++) {
      if (n % p == 0) {
        return p;
      }
    }
    return n; // or a product of two large primes: then both leave the root together
  }
}
