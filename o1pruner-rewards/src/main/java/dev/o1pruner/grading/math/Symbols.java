package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Relation;
import dev.o1pruner.grading.math.Node.Symbol;
import dev.o1pruner.grading.math.Node.Word;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** Which names of a tree are constants, which are variables, and what names an answer. */
final class Symbols {

  static final String PI = "pi";
  static final String E = "e";
  static final String I = "i";
  static final String INFINITY = "infty";

  private static final ImmutableSet<String> CONSTANTS = ImmutableSet.of(PI, E, I, INFINITY);

  private Symbols() {}

  static boolean isInfinity(Node node) {
    return node instanceof Symbol symbol && symbol.name().equals(INFINITY);
  }

  /** Whether the value depends on a variable. */
  static boolean anyIn(Node node) {
    return any(node, part -> part instanceof Symbol symbol && !CONSTANTS.contains(symbol.name()));
  }

  /** Whether any name is in it, of a variable or of a constant. */
  static boolean hasAny(Node node) {
    return any(node, Symbol.class::isInstance);
  }

  /** Whether a part of the tree is wanted. Not recursive: a long sum is a tree as deep. */
  static boolean any(Node node, Predicate<Node> wanted) {
    Deque<Node> open = new ArrayDeque<>();
    open.push(node);
    while (!open.isEmpty()) {
      Node part = open.pop();
      if (wanted.test(part)) {
        return true;
      }
      if (part instanceof Apply apply) {
        apply.args().forEach(open::push);
      } else if (part instanceof Group group) {
        group.items().forEach(open::push);
      } else if (part instanceof Quantity quantity) {
        open.push(quantity.value());
      } else if (part instanceof Relation relation) {
        open.push(relation.left());
        open.push(relation.right());
      }
    }
    return false;
  }

  /** Whether a node names what an answer is about: {@code x}, {@code f(x)}, {@code (x, y)}. */
  static boolean isLabel(Node node) {
    if (node instanceof Group group) {
      return group.kind() == Kind.TUPLE && group.items().stream().allMatch(Symbols::isLabel);
    }
    return node instanceof Word
        || (node instanceof Symbol symbol && !CONSTANTS.contains(symbol.name()))
        || (node instanceof Apply apply && isLabel(apply));
  }

  private static boolean isLabel(Apply apply) {
    return apply.op().equals(Ops.CALL)
        || (apply.op().equals(Ops.RATIO) && apply.args().stream().allMatch(Symbols::isLabel));
  }
}
