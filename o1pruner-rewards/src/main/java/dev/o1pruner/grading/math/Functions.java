package dev.o1pruner.grading.math;

/** Functions of one number, each with its error: the derivative times the argument's error. */
final class Functions {

  private static final Approximate I = new Approximate(0, 1, 0);
  private static final Approximate ONE = Approximate.of(1);

  private Functions() {}

  static Approximate of(String name, Approximate x) {
    return switch (name) {
      case "exp" -> x.exp();
      case "ln" -> x.ln();
      case "sin" -> sin(x);
      case "cos" -> cos(x);
      case "tan" -> sin(x).times(cos(x).inverse());
      case "cot" -> cos(x).times(sin(x).inverse());
      case "sec" -> cos(x).inverse();
      case "csc" -> sin(x).inverse();
      case "sinh" -> x.exp().plus(minus(minus(x).exp())).times(Approximate.of(0.5));
      case "cosh" -> x.exp().plus(minus(x).exp()).times(Approximate.of(0.5));
      case "tanh" -> of("sinh", x).times(of("cosh", x).inverse());
      case "arcsin" -> inverseSine(x, false);
      case "arccos" -> inverseSine(x, true);
      case "arctan" -> real(x, Math.atan(x.re()), x.error() / (1 + x.re() * x.re()));
      case Ops.ABSOLUTE -> Approximate.rounded(x.size(), 0, x.error());
      case Ops.FLOOR -> floor(x);
      case Ops.CEILING -> minus(floor(minus(x)));
      default -> throw new InexactException(name);
    };
  }

  /** The real root of a negative number for an odd degree, otherwise the principal one. */
  static Approximate root(Approximate x, int degree) {
    if (x.size() == 0) {
      return Approximate.rounded(0, 0, Math.pow(x.error(), 1.0 / degree));
    }
    double size = Math.pow(x.size(), 1.0 / degree);
    double error = x.error() * size / (degree * x.size());
    if (x.isReal() && (x.re() > 0 || degree % 2 == 1)) {
      return Approximate.rounded(Math.copySign(size, x.re()), 0, error);
    }
    double angle = Math.atan2(x.im(), x.re()) / degree;
    return Approximate.rounded(size * Math.cos(angle), size * Math.sin(angle), error);
  }

  private static Approximate minus(Approximate x) {
    return new Approximate(-x.re(), -x.im(), x.error());
  }

  private static Approximate sin(Approximate x) {
    if (x.isReal()) {
      return Approximate.rounded(Math.sin(x.re()), 0, x.error());
    }
    Approximate turned = I.times(x);
    return turned.exp().plus(minus(minus(turned).exp())).times(new Approximate(0, -0.5, 0));
  }

  private static Approximate cos(Approximate x) {
    if (x.isReal()) {
      return Approximate.rounded(Math.cos(x.re()), 0, x.error());
    }
    Approximate turned = I.times(x);
    return turned.exp().plus(minus(turned).exp()).times(Approximate.of(0.5));
  }

  private static Approximate inverseSine(Approximate x, boolean cosine) {
    // At the ends the slope is infinite, and the error its square root.
    double slope = Math.max(Math.sqrt(Math.max(0, 1 - x.re() * x.re())), Math.sqrt(x.error()));
    double value = cosine ? Math.acos(x.re()) : Math.asin(x.re());
    return real(x, value, slope == 0 ? 0 : x.error() / slope);
  }

  private static Approximate floor(Approximate x) {
    double floor = Math.floor(x.re());
    boolean unsure = x.re() - floor <= x.error() * 16 || floor + 1 - x.re() <= x.error() * 16;
    return real(x, unsure ? Double.NaN : floor, 0);
  }

  private static Approximate real(Approximate x, double value, double error) {
    if (!x.isReal()) {
      throw new InexactException("not real");
    }
    return Approximate.rounded(value, 0, error + ONE.error());
  }
}
