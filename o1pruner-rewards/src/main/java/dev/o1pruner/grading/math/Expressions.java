package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Points.Point;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Whether two expressions have the same value: exactly where possible, otherwise numerically. */
final class Expressions {

  /** A decimal with fewer digits than this says too little to stand for an exact value. */
  private static final int MIN_DIGITS = 3;

  /** Doubles can't tell a longer decimal from an irrational number next to it. */
  private static final int MAX_DIGITS = 12;

  private final Budget budget;

  Expressions(Budget budget) {
    this.budget = budget;
  }

  /**
   * Same value at every point where both are defined.
   *
   * <p>Where neither has a value (infinity, unknown functions) the same operation on the same
   * arguments is the same.
   */
  boolean same(Node a, Node b, BiPredicate<Node, Node> sameArgument) {
    int agreed = 0;
    int undefined = 0;
    for (int i = 0; i < Points.COUNT; i++) {
      Boolean verdict = sameAt(new Point(i), a, b);
      if (verdict == null) {
        undefined++;
      } else if (verdict) {
        agreed++;
      } else {
        return false;
      }
    }
    return agreed > undefined || (agreed == 0 && congruent(a, b, sameArgument));
  }

  /** Whether they agree at a point; null if neither is defined there. */
  private @Nullable Boolean sameAt(Point point, Node a, Node b) {
    Surd exactA = exact(a, point);
    Surd exactB = exact(b, point);
    if (exactA != null && exactB != null) {
      return exactA.equals(exactB);
    }
    if ((exactA != null && isLongDecimal(a)) || (exactB != null && isLongDecimal(b))) {
      return false;
    }
    Approximate approximateA = approximate(a, point);
    Approximate approximateB = approximate(b, point);
    if (approximateA == null || approximateB == null) {
      boolean neither = approximateA == null && approximateB == null;
      return neither ? null : Boolean.FALSE;
    }
    return approximateA.mayEqual(approximateB);
  }

  private static boolean isLongDecimal(Node node) {
    return node instanceof Num number && number.decimals() > MAX_DIGITS;
  }

  @Nullable Surd exact(Node node, Point point) {
    try {
      return new ExactValue(point, budget).of(node);
    } catch (InexactException e) {
      return null;
    }
  }

  @Nullable Approximate approximate(Node node, Point point) {
    try {
      return new ApproximateValue(point, budget).of(node);
    } catch (InexactException e) {
      return null;
    }
  }

  /** Whether real numbers rise or fall throughout. Anything that isn't a number has no order. */
  boolean isMonotone(List<Node> items) {
    boolean rises = true;
    boolean falls = true;
    double before = Double.NaN;
    for (Node item : items) {
      Node bare = item instanceof Quantity quantity ? quantity.value() : item;
      Approximate value = approximate(bare, new Point(0));
      if (Symbols.anyIn(bare) || value == null || !value.isReal()) {
        return true;
      }
      rises &= !(value.re() < before);
      falls &= !(value.re() > before);
      before = value.re();
    }
    return rises || falls;
  }

  /** Whether a b = c d. */
  boolean sameProduct(Surd a, Surd b, Surd c, Surd d) {
    try {
      return a.times(b, budget).equals(c.times(d, budget));
    } catch (InexactException e) {
      return false;
    }
  }

  private static boolean congruent(Node a, Node b, BiPredicate<Node, Node> sameArgument) {
    if (!(a instanceof Apply left)
        || !(b instanceof Apply right)
        || !left.op().equals(right.op())
        || left.args().size() != right.args().size()) {
      return false;
    }
    List<Node> others = right.args();
    for (int i = 0; i < others.size(); i++) {
      if (!sameArgument.test(left.args().get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a gold decimal is the answer's exact value, rounded.
   *
   * <p>Only a value that no decimal can give exactly may stand for one ({@code 1/3}, {@code
   * \sqrt{2}}): {@code 2.51} or {@code 251/100} isn't {@code 2.5}. And only the gold answer is
   * trusted to be rounded right: an answer of 0.333 to the gold 1/3 stays wrong.
   */
  boolean isRounded(Node gold, Node answer) {
    if (!(gold instanceof Num number)
        || number.decimals() == 0
        || digits(number) < MIN_DIGITS
        || Symbols.anyIn(answer)
        || Symbols.any(answer, part -> part instanceof Num decimal && decimal.decimals() > 0)) {
      return false;
    }
    Point point = new Point(0);
    Surd exact = Symbols.hasAny(answer) ? null : exact(answer, point);
    Rational rational = exact == null ? null : exact.asRational();
    Approximate value = approximate(answer, point);
    if (value == null || !value.isReal() || (rational != null && rational.terminates())) {
      return false;
    }
    double half = 0.5 * Math.pow(10, -number.decimals());
    return Math.abs(value.re() - number.value().doubleValue()) <= half;
  }

  /** Significant digits of a decimal. */
  private static int digits(Num decimal) {
    double scaled = Math.abs(decimal.value().doubleValue()) * Math.pow(10, decimal.decimals());
    return scaled < 1 ? 0 : (int) Math.floor(Math.log10(scaled) + 1e-9) + 1;
  }
}
