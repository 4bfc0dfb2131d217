package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads brackets: grouping, points, intervals, sets, bars, vectors and matrices. */
final class BracketParser {

  private static final ImmutableSet<String> MATRICES =
      ImmutableSet.of("pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "array");

  private final Cursor cursor;
  private final AnswerParser answers;
  private final ExpressionParser expressions;
  private int bars;

  BracketParser(Cursor cursor, AnswerParser answers, ExpressionParser expressions) {
    this.cursor = cursor;
    this.answers = answers;
    this.expressions = expressions;
  }

  boolean withinBars() {
    return bars > 0;
  }

  Node bracket() {
    if (cursor.takeSyntax("(")) {
      return round(true);
    }
    if (cursor.takeSyntax("[")) {
      return round(false);
    }
    if (cursor.takeSyntax("\\{")) {
      return set("\\}");
    }
    if (cursor.takeSyntax("{")) {
      return braces();
    }
    if (cursor.takeSyntax("|")) {
      return absolute();
    }
    throw cursor.unreadable();
  }

  private Node round(boolean open) {
    int outer = enter();
    Node inside = answers.list();
    boolean openRight = cursor.takeSyntax(")");
    if (!openRight) {
      cursor.expectSyntax("]");
    }
    bars = outer;
    if (inside instanceof Group group && group.kind() == Kind.LIST) {
      return new Group(intervalKind(open, openRight), group.items());
    }
    if (open != openRight) {
      throw cursor.unreadable();
    }
    return inside;
  }

  private static Kind intervalKind(boolean openLeft, boolean openRight) {
    if (openLeft) {
      return openRight ? Kind.TUPLE : Kind.LEFT_OPEN;
    }
    return openRight ? Kind.RIGHT_OPEN : Kind.CLOSED;
  }

  /** Braces only group, but with commas between them they are a set whose backslash was lost. */
  private Node braces() {
    int outer = enter();
    Node inside = answers.list();
    cursor.expectSyntax("}");
    bars = outer;
    return inside instanceof Group group && group.kind() == Kind.LIST
        ? new Group(Kind.SET, group.items())
        : inside;
  }

  private Node set(String close) {
    if (cursor.takeSyntax(close)) {
      return new Group(Kind.SET, List.of());
    }
    int outer = enter();
    bars = 1; // a bar here is "such that"
    Node inside = answers.list();
    if (cursor.takeCommand("mid") || cursor.takeSyntax("|")) {
      inside = answers.list(); // { x | x > 2 } is said by its condition
      cursor.expectSyntax(close);
      bars = outer;
      return inside;
    }
    cursor.expectSyntax(close);
    bars = outer;
    List<Node> items =
        inside instanceof Group group && group.kind().isLoose() && group.kind() != Kind.SET
            ? group.items()
            : List.of(inside);
    return new Group(Kind.SET, items);
  }

  private Node absolute() {
    bars++;
    Node inside = expressions.sum();
    bars--;
    cursor.expectSyntax("|");
    return new Apply(Ops.ABSOLUTE, inside);
  }

  Node until(String command) {
    Node inside = expressions.sum();
    if (!cursor.takeCommand(command)) {
      throw cursor.unreadable();
    }
    return inside;
  }

  /** {@code \langle 1, 2 \rangle}, the same as the point. */
  Node vector() {
    Node inside = answers.list();
    if (!cursor.takeCommand("rangle") || !(inside instanceof Group group)) {
      throw cursor.unreadable();
    }
    return new Group(Kind.TUPLE, group.items());
  }

  Node matrix() {
    String name = environment();
    if (!MATRICES.contains(name)) {
      throw cursor.unreadable();
    }
    if (name.equals("array")) {
      environment(); // the columns' alignment
    }
    List<Node> rows = new ArrayList<>();
    List<Node> row = new ArrayList<>();
    while (!cursor.takeCommand("end")) {
      if (cursor.takeSyntax("\\\\")) {
        rows.add(new Group(Kind.ROW, List.copyOf(row)));
        row.clear();
      } else if (!cursor.takeSyntax("&")) {
        row.add(answers.relation());
      }
    }
    environment();
    if (!row.isEmpty()) {
      rows.add(new Group(Kind.ROW, List.copyOf(row)));
    }
    return new Group(Kind.MATRIX, List.copyOf(rows));
  }

  /** The letters between two braces. */
  private String environment() {
    cursor.expectSyntax("{");
    StringBuilder name = new StringBuilder();
    while (!cursor.takeSyntax("}")) {
      if (cursor.peek().is(Token.Kind.END)) {
        throw cursor.unreadable();
      }
      name.append(cursor.take().text());
    }
    return name.toString();
  }

  private int enter() {
    int outer = bars;
    bars = 0;
    return outer;
  }
}
