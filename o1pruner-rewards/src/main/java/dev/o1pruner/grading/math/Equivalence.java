package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Relation;
import dev.o1pruner.grading.math.Node.Word;
import org.jspecify.annotations.Nullable;

/** Whether two trees are the same answer. Of each pair the first is the gold answer's. */
final class Equivalence {

  private final Budget budget;
  private final Expressions expressions;
  private final Relations relations;

  Equivalence(Budget budget) {
    this.budget = budget;
    this.expressions = new Expressions(budget);
    this.relations = new Relations(expressions);
  }

  boolean same(Node gold, Node answer) {
    budget.spend(1);
    budget.descend();
    boolean same = gold.equals(answer) || sameMeaning(gold, answer);
    budget.ascend();
    return same;
  }

  private boolean sameMeaning(Node gold, Node answer) {
    if (gold instanceof Relation || answer instanceof Relation) {
      return sameRelation(gold, answer);
    }
    if (gold instanceof Group || answer instanceof Group) {
      return sameGroup(gold, answer);
    }
    if (gold instanceof Quantity || answer instanceof Quantity) {
      return sameQuantity(gold, answer);
    }
    if (gold instanceof Word || answer instanceof Word) {
      return false; // and not equal as text
    }
    return expressions.same(gold, answer, this::same) || expressions.isRounded(gold, answer);
  }

  private boolean sameRelation(Node gold, Node answer) {
    if (gold instanceof Relation left && answer instanceof Relation right) {
      return sameSides(left, right) || relations.proportional(left, right);
    }
    Relation relation = (Relation) (gold instanceof Relation ? gold : answer);
    Node other = gold instanceof Relation ? answer : gold;
    if (Labels.isLabelled(relation)) {
      return gold instanceof Relation
          ? same(relation.right(), answer)
          : same(gold, relation.right());
    }
    Node interval = Intervals.isIntervals(other) ? Intervals.of(relation) : null;
    return interval != null
        && (gold instanceof Relation ? same(interval, answer) : same(gold, interval));
  }

  private boolean sameSides(Relation gold, Relation answer) {
    return gold.op().equals(answer.op())
        && ((same(gold.left(), answer.left()) && same(gold.right(), answer.right()))
            || (gold.op().endsWith("=")
                && !gold.op().equals("<=")
                && same(gold.left(), answer.right())
                && same(gold.right(), answer.left())));
  }

  /** Units count only if both sides give one; a percent sign is a unit. */
  private boolean sameQuantity(Node gold, Node answer) {
    if (gold instanceof Quantity left && answer instanceof Quantity right) {
      return left.unit().dimension().equals(right.unit().dimension())
          && same(scaled(left, right), scaled(right, left));
    }
    if (gold instanceof Quantity left && !(answer instanceof Word)) {
      return same(left.value(), answer) || expressions.same(gold, answer, this::same);
    }
    return answer instanceof Quantity right
        && !(gold instanceof Word)
        && (same(gold, right.value()) || expressions.same(gold, answer, this::same));
  }

  private static Node scaled(Quantity quantity, Quantity other) {
    Rational factor = quantity.unit().factor();
    return factor.equals(other.unit().factor())
        ? quantity.value()
        : new Apply(Ops.MULTIPLY, Node.Num.of(factor), quantity.value());
  }

  /** What {@code a = b = 0} says everything in it is, or null. */
  private static @Nullable Node chainValue(Group group) {
    Node last = group.items().isEmpty() ? null : group.items().get(group.items().size() - 1);
    boolean chain =
        group.kind() == Kind.ALL && last instanceof Relation end && end.op().equals("=");
    return chain && last instanceof Relation end && !Symbols.anyIn(end.right())
        ? end.right()
        : null;
  }

  private boolean sameGroup(Node gold, Node answer) {
    if (!(gold instanceof Group left)) {
      Node value = chainValue((Group) answer);
      return value != null && same(gold, value);
    }
    if (!(answer instanceof Group right)) {
      Node value = chainValue(left);
      return value != null && same(value, answer);
    }
    if (Intervals.isIntervals(left) != Intervals.isIntervals(right)) {
      Node fromLeft = Intervals.of(left);
      Node fromRight = Intervals.of(right);
      if (fromLeft != null && fromRight == null) {
        return same(fromLeft, right);
      }
      if (fromRight != null && fromLeft == null) {
        return same(left, fromRight);
      }
    }
    Labels.Pair bare = Labels.strip(left, right);
    return new Groups(budget, this::same, expressions::isMonotone).same(bare.gold(), bare.answer());
  }
}
