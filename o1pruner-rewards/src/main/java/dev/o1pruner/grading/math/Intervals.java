package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Relation;
import dev.o1pruner.grading.math.Node.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inequalities of one variable as intervals: {@code 1 < x \le 2} is {@code (1, 2]}. */
final class Intervals {

  private static final Node INFINITY = new Symbol(Symbols.INFINITY);

  /** One bound of a variable. */
  private record Bound(Node variable, Node value, boolean lower, boolean open) {}

  private Intervals() {}

  static boolean isIntervals(Node node) {
    return node instanceof Group group
        && (group.kind() == Kind.UNION || (group.kind().isInterval() && group.items().size() == 2));
  }

  /** The interval or union of intervals that the inequalities describe, or null. */
  static @Nullable Node of(Node node) {
    if (node instanceof Relation) {
      return interval(List.of(node));
    }
    if (!(node instanceof Group group)) {
      return null;
    }
    return switch (group.kind()) {
      case ALL -> interval(group.items());
      case EITHER -> union(group.items());
      default -> null;
    };
  }

  private static @Nullable Node union(List<Node> items) {
    List<Node> parts = new ArrayList<>();
    for (Node item : items) {
      Node part = of(item);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return new Group(Kind.UNION, List.copyOf(parts));
  }

  private static @Nullable Node interval(List<Node> relations) {
    Bound lower = null;
    Bound upper = null;
    for (Node relation : relations) {
      Bound bound = bound(relation);
      if (bound == null || (bound.lower() ? lower : upper) != null) {
        return null;
      }
      lower = bound.lower() ? bound : lower;
      upper = bound.lower() ? upper : bound;
    }
    if (lower != null && upper != null && !lower.variable().equals(upper.variable())) {
      return null;
    }
    boolean openLeft = lower == null || lower.open();
    boolean openRight = upper == null || upper.open();
    Kind kind =
        openLeft
            ? (openRight ? Kind.TUPLE : Kind.LEFT_OPEN)
            : (openRight ? Kind.RIGHT_OPEN : Kind.CLOSED);
    Node from = lower == null ? Ops.negate(INFINITY) : lower.value();
    return new Group(kind, List.of(from, upper == null ? INFINITY : upper.value()));
  }

  private static @Nullable Bound bound(Node node) {
    if (!(node instanceof Relation relation) || !relation.op().startsWith("<")) {
      return null;
    }
    boolean open = relation.op().equals("<");
    if (isVariable(relation.left()) && !Symbols.anyIn(relation.right())) {
      return new Bound(relation.left(), relation.right(), false, open);
    }
    return isVariable(relation.right()) && !Symbols.anyIn(relation.left())
        ? new Bound(relation.right(), relation.left(), true, open)
        : null;
  }

  /** {@code x} or {@code f(x)}. */
  private static boolean isVariable(Node node) {
    return Symbols.isLabel(node) && !(node instanceof Group);
  }
}
