package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Symbol;
import java.util.List;

/**
 * The exact value of an expression at a point.
 *
 * <p>Pi and e are given values like variables: they are transcendental, so two algebraic
 * expressions in one of them agree only if they agree whatever it is.
 */
final class ExactValue {

  private static final int MAX_FACTORIAL = 170;

  private final Points.Point point;
  private final Budget budget;

  ExactValue(Points.Point point, Budget budget) {
    this.point = point;
    this.budget = budget;
  }

  /**
   * The value of an expression.
   *
   * @throws InexactException if it is undefined here, or no sum of square roots
   */
  Surd of(Node node) {
    budget.spend(1);
    if (node instanceof Num number) {
      return Surd.of(number.value());
    }
    if (node instanceof Symbol symbol) {
      return symbol(symbol);
    }
    if (node instanceof Apply apply) {
      return apply(apply.op(), apply.args());
    }
    throw new InexactException("not a number");
  }

  private Surd symbol(Symbol symbol) {
    return switch (symbol.name()) {
      case Symbols.I -> Surd.root(Rational.ONE, -1);
      case Symbols.INFINITY -> throw new InexactException("infinity");
      default -> Surd.of(point.of(symbol.name()));
    };
  }

  private Surd apply(String op, List<Node> args) {
    return switch (op) {
      case Ops.ADD -> args.stream().map(this::of).reduce(Surd.ZERO, (a, b) -> a.plus(b, budget));
      case Ops.MULTIPLY ->
          args.stream().map(this::of).reduce(Surd.ONE, (a, b) -> a.times(b, budget));
      case Ops.INVERSE -> of(args.get(0)).inverse(budget);
      case Ops.POWER -> power(of(args.get(0)), rational(args.get(1)));
      case Ops.ROOT -> root(of(args.get(0)), rational(args.get(1)));
      case Ops.FACTORIAL -> factorial(integer(args.get(0), MAX_FACTORIAL));
      case Ops.BINOMIAL ->
          binomial(integer(args.get(0), MAX_FACTORIAL), integer(args.get(1), MAX_FACTORIAL));
      case Ops.ABSOLUTE -> absolute(of(args.get(0)));
      case Ops.FLOOR -> Surd.of(rational(args.get(0)).floor());
      case Ops.CEILING -> Surd.of(rational(args.get(0)).negate().floor().negate());
      default -> throw new InexactException(op);
    };
  }

  private Surd power(Surd base, Rational exponent) {
    Integer numerator = Rational.of(exponent.numerator()).asInt();
    Integer degree = Rational.of(exponent.denominator()).asInt();
    if (numerator == null || degree == null || Math.abs(numerator) > Budget.MAX_BITS) {
      throw new InexactException("exponent too large");
    }
    if (numerator == 0 && base.isZero()) {
      throw new InexactException("0^0");
    }
    Surd root = degree == 1 ? base : root(base, Rational.of(degree));
    return root.power(numerator, budget);
  }

  private Surd root(Surd radicand, Rational degree) {
    Rational rational = radicand.asRational();
    Integer n = degree.asInt();
    if (rational == null || n == null) {
      throw new InexactException("a root of a root");
    }
    return n == 2
        ? SquareRoots.of(rational, budget)
        : Surd.of(SquareRoots.perfect(rational, n, budget));
  }

  private Surd absolute(Surd value) {
    Rational rational = value.asRational();
    if (rational == null) {
      throw new InexactException("the sign of a root");
    }
    return Surd.of(rational.signum() < 0 ? rational.negate() : rational);
  }

  private Surd factorial(int n) {
    Surd product = Surd.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.times(Surd.of(Rational.of(i)), budget);
    }
    return product;
  }

  private Surd binomial(int n, int k) {
    Surd product = k > n ? Surd.ZERO : Surd.ONE;
    for (int i = 1; i <= Math.min(k, n - k); i++) {
      product = product.times(Surd.of(Rational.of(n - i + 1, i)), budget);
    }
    return product;
  }

  private Rational rational(Node node) {
    Rational value = of(node).asRational();
    if (value == null) {
      throw new InexactException("not rational");
    }
    return value;
  }

  private int integer(Node node, int max) {
    Integer value = rational(node).asInt();
    if (value == null || value < 0 || value > max) {
      throw new InexactException("not a small integer");
    }
    return value;
  }
}
