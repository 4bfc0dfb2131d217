package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numeric value of an expression at a point, where it has no exact one. */
final class ApproximateValue {

  private final Points.Point point;
  private final Budget budget;

  ApproximateValue(Points.Point point, Budget budget) {
    this.point = point;
    this.budget = budget;
  }

  /**
   * The value of an expression.
   *
   * @throws InexactException if it is undefined here or beyond double precision
   */
  Approximate of(Node node) {
    budget.spend(1);
    if (node instanceof Num number) {
      return Approximate.of(number.value().doubleValue());
    }
    if (node instanceof Symbol symbol) {
      return symbol(symbol);
    }
    if (node instanceof Apply apply) {
      return apply(apply.op(), apply.args());
    }
    if (node instanceof Quantity quantity && quantity.unit().equals(Units.DEGREES)) {
      return of(quantity.value()).times(Approximate.of(Math.PI / 180));
    }
    throw new InexactException("not a number");
  }

  private Approximate symbol(Symbol symbol) {
    return switch (symbol.name()) {
      case Symbols.PI -> Approximate.of(Math.PI);
      case Symbols.E -> Approximate.of(Math.E);
      case Symbols.I -> new Approximate(0, 1, 0);
      case Symbols.INFINITY -> throw new InexactException("infinity");
      default -> Approximate.of(point.of(symbol.name()).doubleValue());
    };
  }

  private Approximate apply(String op, List<Node> args) {
    return switch (op) {
      case Ops.ADD -> args.stream().map(this::of).reduce(Approximate.of(0), Approximate::plus);
      case Ops.MULTIPLY ->
          args.stream().map(this::of).reduce(Approximate.of(1), Approximate::times);
      case Ops.INVERSE -> of(args.get(0)).inverse();
      case Ops.POWER -> power(of(args.get(0)), args.get(1));
      case Ops.ROOT -> root(of(args.get(0)), args.get(1));
      case Ops.LOG -> of(args.get(0)).ln().times(of(args.get(1)).ln().inverse());
      case Ops.FACTORIAL, Ops.BINOMIAL -> whole(new Apply(op, args));
      case Ops.CALL -> throw new InexactException("an unknown function");
      default -> Functions.of(op, of(args.get(0)));
    };
  }

  /** Factorials and the like are exact or nothing. */
  private Approximate whole(Node node) {
    Rational value = new ExactValue(point, budget).of(node).asRational();
    if (value == null) {
      throw new InexactException("not rational");
    }
    return Approximate.of(value.doubleValue());
  }

  private Approximate power(Approximate base, Node exponent) {
    Rational rational = rational(exponent);
    Integer numerator = rational == null ? null : Rational.of(rational.numerator()).asInt();
    Integer degree = rational == null ? null : Rational.of(rational.denominator()).asInt();
    if (numerator != null && degree != null) {
      return (degree == 1 ? base : Functions.root(base, degree)).power(numerator);
    }
    if (base.size() == 0) {
      throw new InexactException("a power of zero");
    }
    return of(exponent).times(base.ln()).exp();
  }

  private Approximate root(Approximate radicand, Node degree) {
    Rational rational = rational(degree);
    Integer integer = rational == null ? null : rational.asInt();
    return integer != null && integer > 0
        ? Functions.root(radicand, integer)
        : power(radicand, new Apply(Ops.INVERSE, degree));
  }

  /** The value of an exponent without names in it, if that is rational. */
  private @Nullable Rational rational(Node node) {
    if (Symbols.hasAny(node)) {
      return null;
    }
    try {
      return new ExactValue(point, budget).of(node).asRational();
    } catch (InexactException e) {
      return null;
    }
  }
}
