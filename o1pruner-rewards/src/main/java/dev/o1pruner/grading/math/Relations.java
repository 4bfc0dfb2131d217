package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Relation;
import dev.o1pruner.grading.math.Points.Point;
import org.jspecify.annotations.Nullable;

/**
 * Whether two equations or inequalities say the same: their differences of sides are in one
 * constant ratio, {@code y = 2x + 3} and {@code 4x - 2y + 6 = 0}. The ratio must be positive for
 * inequalities.
 */
final class Relations {

  private final Expressions expressions;

  Relations(Expressions expressions) {
    this.expressions = expressions;
  }

  boolean proportional(Relation a, Relation b) {
    if (!a.op().equals(b.op()) || a.op().equals("in")) {
      return false;
    }
    Node left = Ops.minus(a.left(), a.right());
    Node right = Ops.minus(b.left(), b.right());
    boolean oriented = a.op().startsWith("<");
    Boolean exact = exactly(left, right, oriented);
    return exact != null ? exact : numerically(left, right, oriented);
  }

  /** The verdict from exact values, or null if there are none. */
  private @Nullable Boolean exactly(Node left, Node right, boolean oriented) {
    Surd firstLeft = null;
    Surd firstRight = null;
    for (int i = 0; i < Points.COUNT; i++) {
      Point point = new Point(i);
      Surd a = expressions.exact(left, point);
      Surd b = expressions.exact(right, point);
      if (a == null || b == null) {
        return null;
      }
      if (firstLeft == null || firstRight == null) {
        firstLeft = a;
        firstRight = b;
      }
      if (!expressions.sameProduct(a, firstRight, b, firstLeft) || a.isZero() || b.isZero()) {
        return false; // x = x says nothing
      }
    }
    return !oriented || firstLeft == null || firstRight == null || sameSign(left, right);
  }

  private boolean numerically(Node left, Node right, boolean oriented) {
    Approximate ratio = null;
    for (int i = 0; i < Points.COUNT; i++) {
      Approximate a = expressions.approximate(left, new Point(i));
      Approximate b = expressions.approximate(right, new Point(i));
      Approximate here = a == null || b == null ? null : quotient(a, b);
      if (here == null || here.size() == 0 || (ratio != null && !ratio.mayEqual(here))) {
        return false;
      }
      ratio = here;
    }
    return !oriented || sameSign(left, right);
  }

  private boolean sameSign(Node left, Node right) {
    Approximate a = expressions.approximate(left, new Point(0));
    Approximate b = expressions.approximate(right, new Point(0));
    return a != null && b != null && a.isReal() && b.isReal() && a.re() * b.re() > 0;
  }

  private static @Nullable Approximate quotient(Approximate a, Approximate b) {
    try {
      return a.times(b.inverse());
    } catch (InexactException e) {
      return null;
    }
  }
}
