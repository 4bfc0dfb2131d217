package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Whether two groups hold the same: in order, or in any order where order says nothing. */
final class Groups {

  private final Budget budget;
  private final BiPredicate<Node, Node> same;
  private final Predicate<List<Node>> monotone;

  /**
   * Compares groups.
   *
   * @param same whether two items are the same
   * @param monotone whether items are in order of size, or have none
   */
  Groups(Budget budget, BiPredicate<Node, Node> same, Predicate<List<Node>> monotone) {
    this.budget = budget;
    this.same = same;
    this.monotone = monotone;
  }

  boolean same(Group gold, Group answer) {
    if (gold.kind().isLoose() && answer.kind().isLoose()) {
      boolean ordered = areCommaLists(gold, answer) && (isSequence(gold) || isSequence(answer));
      return ordered
          ? sameInOrder(gold.items(), answer.items())
          : sameInAnyOrder(distinct(gold), distinct(answer));
    }
    if (gold.kind() != answer.kind()) {
      return false;
    }
    return (gold.kind() == Kind.UNION || gold.kind() == Kind.ALL)
        ? sameInAnyOrder(gold.items(), answer.items())
        : sameInOrder(gold.items(), answer.items());
  }

  private static boolean areCommaLists(Group gold, Group answer) {
    return gold.kind() == Kind.LIST && answer.kind() == Kind.LIST;
  }

  /**
   * Whether the order of a comma list may say something: {@code 4, 10, -2} looks like a sequence,
   * while {@code -2, 4, 10} is how anyone writes three solutions down.
   */
  private boolean isSequence(Group list) {
    return !monotone.test(list.items());
  }

  private boolean sameInOrder(List<Node> gold, List<Node> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    for (int i = 0; i < gold.size(); i++) {
      if (!same.test(gold.get(i), answer.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean sameInAnyOrder(List<Node> gold, List<Node> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    List<Node> rest = new ArrayList<>(answer);
    for (Node item : gold) {
      int match = find(item, rest);
      if (match < 0) {
        return false;
      }
      rest.remove(match);
    }
    return true;
  }

  private int find(Node item, List<Node> among) {
    for (int i = 0; i < among.size(); i++) {
      budget.spend(1);
      if (same.test(item, among.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** A set's items and a list's points, each once; a list's numbers as they are. */
  private List<Node> distinct(Group group) {
    boolean points = !group.items().isEmpty() && group.items().get(0) instanceof Group;
    if (group.kind() != Kind.SET && !points) {
      return group.items();
    }
    List<Node> distinct = new ArrayList<>();
    for (Node item : group.items()) {
      if (find(item, distinct) < 0) {
        distinct.add(item);
      }
    }
    return distinct;
  }
}
