package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Relation;
import java.util.ArrayList;
import java.util.List;

/** Writes plus-minus out: {@code 1 \pm 2} is the two answers 1 + 2 and 1 - 2. */
final class Signs {

  private Signs() {}

  /** The answer without plus-minus. All signs of an item go together, {@code \mp} against them. */
  static Node writtenOut(Node answer) {
    if (!Symbols.any(answer, Signs::isDouble)) {
      return answer;
    }
    boolean loose = answer instanceof Group group && group.kind().isLoose();
    List<Node> items = loose ? ((Group) answer).items() : List.of(answer);
    Kind kind = loose ? ((Group) answer).kind() : Kind.LIST;
    List<Node> written = new ArrayList<>();
    for (Node item : items) {
      written.add(choose(item, true));
      if (Symbols.any(item, Signs::isDouble)) {
        written.add(choose(item, false));
      }
    }
    return new Group(kind, List.copyOf(written));
  }

  private static boolean isDouble(Node node) {
    return node instanceof Apply apply
        && (apply.op().equals(Ops.PLUS_MINUS) || apply.op().equals(Ops.MINUS_PLUS));
  }

  private static Node choose(Node node, boolean plus) {
    if (node instanceof Apply apply) {
      List<Node> args = choose(apply.args(), plus);
      if (isDouble(apply)) {
        boolean add = plus == apply.op().equals(Ops.PLUS_MINUS);
        return new Apply(Ops.ADD, args.get(0), add ? args.get(1) : Ops.negate(args.get(1)));
      }
      return new Apply(apply.op(), args);
    }
    if (node instanceof Group group) {
      return new Group(group.kind(), choose(group.items(), plus));
    }
    if (node instanceof Relation relation) {
      return new Relation(
          relation.op(), choose(relation.left(), plus), choose(relation.right(), plus));
    }
    return node instanceof Quantity quantity
        ? new Quantity(choose(quantity.value(), plus), quantity.unit())
        : node;
  }

  private static List<Node> choose(List<Node> nodes, boolean plus) {
    return nodes.stream().map(node -> choose(node, plus)).toList();
  }
}
