package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;

/** Products with matrices, written out by entries. */
final class Matrices {

  /** Nodes of a factor, so that its product has a few thousand at most. */
  private static final int MAX_SIZE = 150;

  private Matrices() {}

  static boolean isMatrix(Node node) {
    return node instanceof Group group && group.kind() == Kind.MATRIX;
  }

  static Node times(Node left, Node right) {
    if (!isMatrix(left)) {
      return scaled(left, rows(right));
    }
    return isMatrix(right) ? product(rows(left), rows(right)) : scaled(right, rows(left));
  }

  private static Node scaled(Node factor, List<List<Node>> rows) {
    if (factor instanceof Group) {
      throw new UnreadableAnswerException("a matrix times no number");
    }
    List<Node> scaled = new ArrayList<>();
    for (List<Node> row : rows) {
      scaled.add(row(row.stream().map(entry -> Ops.times(factor, entry)).toList()));
    }
    return new Group(Kind.MATRIX, List.copyOf(scaled));
  }

  private static Node product(List<List<Node>> left, List<List<Node>> right) {
    List<Node> product = new ArrayList<>();
    for (List<Node> row : left) {
      List<Node> entries = new ArrayList<>();
      for (int column = 0; column < right.get(0).size(); column++) {
        entries.add(entry(row, right, column));
      }
      product.add(row(entries));
    }
    return new Group(Kind.MATRIX, List.copyOf(product));
  }

  private static Node entry(List<Node> row, List<List<Node>> right, int column) {
    if (row.size() != right.size()) {
      throw new UnreadableAnswerException("matrices that don't multiply");
    }
    List<Node> terms = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      terms.add(Ops.times(row.get(i), right.get(i).get(column)));
    }
    return Ops.sum(List.copyOf(terms));
  }

  private static Node row(List<Node> entries) {
    return new Group(Kind.ROW, List.copyOf(entries));
  }

  /** Rows of equal length. */
  private static List<List<Node>> rows(Node matrix) {
    List<List<Node>> rows = new ArrayList<>();
    int operations = 0;
    for (Node row : ((Group) matrix).items()) {
      List<Node> entries = ((Group) row).items();
      rows.add(entries);
      operations += entries.stream().mapToInt(Matrices::size).sum();
      if (operations > MAX_SIZE || entries.size() != rows.get(0).size()) {
        throw new UnreadableAnswerException("a matrix that is too large or has uneven rows");
      }
    }
    if (rows.isEmpty()) {
      throw new UnreadableAnswerException("an empty matrix");
    }
    return rows;
  }

  /** Nodes of a tree, which the answer's length bounds except for products written out before. */
  private static int size(Node node) {
    return node instanceof Node.Apply apply
        ? 1 + apply.args().stream().mapToInt(Matrices::size).sum()
        : 1;
  }
}
