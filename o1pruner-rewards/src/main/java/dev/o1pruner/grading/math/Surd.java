package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableSortedMap;
import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An exact number {@code sum of a_n * sqrt(n)} with rational a_n and square-free integers n.
 *
 * <p>n = 1 holds the rational part and negative n the imaginary ones, {@code sqrt(-3) = i sqrt(3)}.
 * Square roots of different square-free numbers are linearly independent, so record equality is
 * equality of value.
 *
 * @param terms coefficients by n, none of them zero
 */
record Surd(ImmutableSortedMap<Long, Rational> terms) {

  static final Surd ZERO = new Surd(ImmutableSortedMap.of());
  static final Surd ONE = of(Rational.ONE);

  private static final int MAX_TERMS = 16;

  static Surd of(Rational value) {
    return value.signum() == 0 ? ZERO : new Surd(ImmutableSortedMap.of(1L, value));
  }

  /** {@code coefficient * sqrt(radicand)}, for a square-free radicand. */
  static Surd root(Rational coefficient, long radicand) {
    return coefficient.signum() == 0
        ? ZERO
        : new Surd(ImmutableSortedMap.of(radicand, coefficient));
  }

  boolean isZero() {
    return terms.isEmpty();
  }

  /** The value if it is rational, otherwise null. */
  @Nullable Rational asRational() {
    if (isZero()) {
      return Rational.ZERO;
    }
    return terms.size() == 1 ? terms.get(1L) : null;
  }

  Surd plus(Surd other, Budget budget) {
    SortedMap<Long, Rational> sum = new TreeMap<>(terms);
    other.terms.forEach((n, a) -> add(sum, n, a, budget));
    return checked(sum);
  }

  Surd negate() {
    return new Surd(
        ImmutableSortedMap.copyOfSorted(
            com.google.common.collect.Maps.transformValues(terms, Rational::negate)));
  }

  Surd times(Surd other, Budget budget) {
    SortedMap<Long, Rational> product = new TreeMap<>();
    for (Map.Entry<Long, Rational> left : terms.entrySet()) {
      for (Map.Entry<Long, Rational> right : other.terms.entrySet()) {
        long m = left.getKey();
        long n = right.getKey();
        long common = BigInteger.valueOf(m).gcd(BigInteger.valueOf(n)).longValueExact();
        long sign = m < 0 && n < 0 ? -1 : 1; // sqrt(-2) sqrt(-3) = -sqrt(6)
        Rational scale = Rational.of(sign * common);
        Rational coefficient = multiply(left.getValue(), right.getValue(), budget).times(scale);
        add(product, radicand(m / common, n / common), coefficient, budget);
      }
    }
    return checked(product);
  }

  /**
   * One divided by this: with {@code p} a factor under some root, {@code 1/(a + b) = (a - b)/(a^2 -
   * b^2)}, where b holds the terms with p and a the others, so that {@code b^2} is free of it.
   */
  Surd inverse(Budget budget) {
    if (isZero()) {
      throw new InexactException("division by zero");
    }
    Rational rational = asRational();
    if (rational != null) {
      return of(rational.inverse());
    }
    budget.descend();
    long factor = aFactorUnderARoot();
    Surd conjugate = conjugate(factor);
    Surd inverse = conjugate.times(times(conjugate, budget).inverse(budget), budget);
    budget.ascend();
    return inverse;
  }

  Surd power(int exponent, Budget budget) {
    if (exponent < 0) {
      return inverse(budget).power(-exponent, budget);
    }
    Surd result = ONE;
    Surd square = this;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      result = (rest & 1) == 1 ? result.times(square, budget) : result;
      square = rest > 1 ? square.times(square, budget) : square;
    }
    return result;
  }

  private Surd conjugate(long factor) {
    SortedMap<Long, Rational> conjugate = new TreeMap<>();
    terms.forEach((n, a) -> conjugate.put(n, hasFactor(n, factor) ? a.negate() : a));
    return checked(conjugate);
  }

  private static boolean hasFactor(long n, long factor) {
    return factor == -1 ? n < 0 : n % factor == 0;
  }

  private long aFactorUnderARoot() {
    for (long n : terms.keySet()) {
      if (n < 0) {
        return -1;
      }
    }
    return SquareRoots.smallestPrimeFactor(terms.lastKey());
  }

  private static void add(SortedMap<Long, Rational> sum, long n, Rational a, Budget budget) {
    Rational before = sum.get(n);
    if (before != null) {
      budget.spend(before.denominator(), a.denominator());
    }
    Rational after = before == null ? a : before.plus(a);
    if (after.signum() == 0) {
      sum.remove(n);
    } else {
      sum.put(n, after);
    }
  }

  private static Rational multiply(Rational a, Rational b, Budget budget) {
    budget.spend(a.numerator(), b.denominator());
    budget.spend(b.numerator(), a.denominator());
    return a.times(b);
  }

  private static long radicand(long m, long n) {
    try {
      return Math.multiplyExact(m, n);
    } catch (ArithmeticException e) {
      throw new InexactException("radicand too large");
    }
  }

  private static Surd checked(SortedMap<Long, Rational> terms) {
    if (terms.size() > MAX_TERMS) {
      throw new InexactException("too many roots");
    }
    for (Rational coefficient : terms.values()) {
      if (coefficient.bits() > Budget.MAX_BITS) {
        throw new InexactException("too many digits");
      }
    }
    return new Surd(ImmutableSortedMap.copyOfSorted(terms));
  }
}
