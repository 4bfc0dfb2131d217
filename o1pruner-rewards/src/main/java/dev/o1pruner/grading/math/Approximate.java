package dev.o1pruner.grading.math;

/**
 * A complex number with a bound on its rounding error, so that "equal but for rounding" needs no
 * guessed tolerance: {@code e^{-30}} is not zero, but {@code \sin \pi} may be.
 *
 * @param error how far the true value may be off, to first order
 */
record Approximate(double re, double im, double error) {

  private static final double EPSILON = 0x1p-52;

  /**
   * What the error bound leaves out: it is first-order, and library functions err by a few ulps.
   */
  private static final double SAFETY = 16;

  static Approximate of(double value) {
    return rounded(value, 0, 0);
  }

  /** A computed value: the error that came in, and that of rounding the result. */
  static Approximate rounded(double re, double im, double inherited) {
    double size = Math.hypot(re, im);
    if (!Double.isFinite(size) || !Double.isFinite(inherited)) {
      throw new InexactException("undefined or too large");
    }
    return new Approximate(re, im, inherited + EPSILON * size);
  }

  double size() {
    return Math.hypot(re, im);
  }

  boolean isReal() {
    return im == 0;
  }

  boolean mayEqual(Approximate other) {
    return Math.hypot(re - other.re, im - other.im) <= SAFETY * (error + other.error);
  }

  Approximate plus(Approximate other) {
    return rounded(re + other.re, im + other.im, error + other.error);
  }

  Approximate times(Approximate other) {
    double inherited = size() * other.error + other.size() * error;
    Approximate product =
        rounded(re * other.re - im * other.im, re * other.im + im * other.re, inherited);
    boolean vanished = product.size() == 0 && size() != 0 && other.size() != 0;
    return vanished ? tooSmall() : product;
  }

  Approximate inverse() {
    double square = re * re + im * im;
    if (square == 0 || size() <= SAFETY * error) {
      throw new InexactException("division by what may be zero");
    }
    return rounded(re / square, -im / square, error / square);
  }

  Approximate exp() {
    double size = Math.exp(re);
    if (size == 0) {
      return tooSmall();
    }
    return rounded(size * Math.cos(im), im == 0 ? 0 : size * Math.sin(im), size * error);
  }

  Approximate ln() {
    if (size() <= SAFETY * error) {
      throw new InexactException("logarithm of what may be zero");
    }
    return rounded(Math.log(size()), Math.atan2(im, re), error / size());
  }

  Approximate power(int exponent) {
    if (exponent < 0) {
      return power(-exponent).inverse();
    }
    Approximate result = of(1);
    Approximate square = this;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      result = (rest & 1) == 1 ? result.times(square) : result;
      square = rest > 1 ? square.times(square) : square;
    }
    return result;
  }

  private static Approximate tooSmall() {
    throw new InexactException("too small");
  }
}
