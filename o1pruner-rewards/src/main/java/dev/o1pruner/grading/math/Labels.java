package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Relation;
import dev.o1pruner.grading.math.Node.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name before an answer: {@code x = 5}, {@code x = 1, x = 2}, {@code x = 1, y = 2}. */
final class Labels {

  /** Two groups to compare. */
  record Pair(Group gold, Group answer) {}

  private Labels() {}

  static boolean isLabelled(Relation relation) {
    boolean says = relation.op().equals("=") || relation.op().equals("in");
    return says && (Symbols.isLabel(relation.left()) || isCalculation(relation));
  }

  /** {@code 2 + 3 = 5}. */
  private static boolean isCalculation(Relation relation) {
    return relation.op().equals("=")
        && !Symbols.anyIn(relation.left())
        && !Symbols.anyIn(relation.right())
        && !(relation.left() instanceof Group);
  }

  /**
   * Takes the labels off the side that has some, if the other has none.
   *
   * <p>One label for all, or before the first only, leaves a list without order; a label for each
   * makes the order count, as in {@code x = 1, y = 2} against {@code (1, 2)}.
   */
  static Pair strip(Group gold, Group answer) {
    boolean goldBare = gold.items().stream().noneMatch(Relation.class::isInstance);
    boolean answerBare = answer.items().stream().noneMatch(Relation.class::isInstance);
    if (goldBare == answerBare) {
      return new Pair(gold, answer);
    }
    Group labelled = goldBare ? answer : gold;
    Group bare = goldBare ? gold : answer;
    Kind kind = strippedKind(labelled);
    if (kind == null) {
      return new Pair(gold, answer);
    }
    Group stripped = new Group(kind, labelled.items().stream().map(Labels::value).toList());
    Group other =
        kind == Kind.TUPLE && bare.kind().isLoose() && bare.kind() != Kind.SET
            ? new Group(Kind.TUPLE, bare.items())
            : bare;
    return goldBare ? new Pair(other, stripped) : new Pair(stripped, other);
  }

  /** x_1 and x_2 are two values of x. */
  private static Node withoutIndex(Node label) {
    return label instanceof Symbol symbol && symbol.name().indexOf('_') > 0
        ? new Symbol(symbol.name().substring(0, symbol.name().indexOf('_')))
        : label;
  }

  /**
   * Items of a list, with {@code p = 5, q = 2, p = 7, q = 2} put together as {@code (p, q) = (5,
   * 2), (p, q) = (7, 2)}: which values go together matters.
   */
  static List<Node> tuples(List<Node> items) {
    List<Node> labels = new ArrayList<>();
    for (Node item : items) {
      if (!(item instanceof Relation relation) || !isLabelled(relation)) {
        return List.copyOf(items);
      }
      labels.add(relation.left());
    }
    int width = (int) labels.stream().distinct().count();
    if (width == 1 || width == labels.size() || labels.size() % width != 0) {
      return List.copyOf(items);
    }
    List<Node> tuples = new ArrayList<>();
    List<Node> names = labels.subList(0, width);
    for (int from = 0; from < items.size(); from += width) {
      if (!labels.subList(from, from + width).equals(names)) {
        return List.copyOf(items);
      }
      List<Node> values = items.subList(from, from + width).stream().map(Labels::value).toList();
      tuples.add(
          new Relation(
              "=", new Group(Kind.TUPLE, List.copyOf(names)), new Group(Kind.TUPLE, values)));
    }
    return List.copyOf(tuples);
  }

  private static Node value(Node item) {
    return item instanceof Relation relation ? relation.right() : item;
  }

  private static @Nullable Kind strippedKind(Group labelled) {
    if (!labelled.kind().isLoose()) {
      return null;
    }
    List<Node> labels =
        labelled.items().stream()
            .filter(Relation.class::isInstance)
            .map(Relation.class::cast)
            .filter(Labels::isLabelled)
            .map(relation -> withoutIndex(relation.left()))
            .toList();
    boolean each = labels.size() == labelled.items().size();
    boolean firstOnly = labels.size() == 1 && labelled.items().get(0) instanceof Relation;
    if (labels.stream().distinct().count() == 1 && (each || firstOnly)) {
      return labelled.kind();
    }
    return each ? Kind.TUPLE : null;
  }
}
