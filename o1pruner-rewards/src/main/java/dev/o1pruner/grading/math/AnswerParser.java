package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Relation;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads whole answers: lists of relations between sets and expressions.
 *
 * <pre>
 * list     = relation ((',' | ';' | "and" | "or") relation)*
 * relation = union (('=' | '&lt;' | '\le' | '\in' | ...) union)*
 * union    = ratio (('\cup' | '\cap' | '\setminus') ratio)*
 * ratio    = sum (':' sum)*
 * </pre>
 */
final class AnswerParser {

  private static final ImmutableMap<String, String> RELATIONS =
      ImmutableMap.<String, String>builder()
          .put("=", "=")
          .put("<", "<")
          .put(">", ">")
          .put("lt", "<")
          .put("gt", ">")
          .put("le", "<=")
          .put("leq", "<=")
          .put("leqslant", "<=")
          .put("ge", ">=")
          .put("geq", ">=")
          .put("geqslant", ">=")
          .put("ne", "!=")
          .put("neq", "!=")
          .put("in", "in")
          .put("approx", "~")
          .put("equiv", "equiv")
          .buildOrThrow();

  private static final ImmutableMap<String, String> SET_OPERATIONS =
      ImmutableMap.of("cup", "cup", "cap", "cap", "setminus", "setminus", "backslash", "setminus");

  private final Cursor cursor;
  private final ExpressionParser expressions;

  private AnswerParser(Cursor cursor) {
    this.cursor = cursor;
    this.expressions = new ExpressionParser(cursor, this);
  }

  /**
   * The tree of a tidy answer.
   *
   * @throws UnreadableAnswerException if it is no mathematics we know
   */
  static Node parse(String tidy, Budget budget) {
    AnswerParser parser = new AnswerParser(new Cursor(Lexer.tokens(tidy), budget));
    Node answer = parser.list();
    if (!parser.cursor.peek().is(Token.Kind.END)) {
      throw parser.cursor.unreadable();
    }
    return answer;
  }

  /** One answer, or a {@link Group} of several. */
  Node list() {
    cursor.budget().descend();
    List<Node> items = new ArrayList<>();
    items.add(relation());
    Kind kind = Kind.LIST;
    for (boolean more = true; more; ) {
      boolean comma = cursor.takeSyntax(",") || cursor.takeSyntax(";");
      boolean and = cursor.takeWord("and");
      boolean or = cursor.takeWord("or");
      more = comma || and || or;
      kind = or ? Kind.EITHER : and && kind == Kind.LIST ? Kind.JOINED : kind;
      if (more) {
        items.add(relation());
      }
    }
    cursor.budget().ascend();
    return items.size() == 1 ? items.get(0) : new Group(kind, Labels.tuples(items));
  }

  Node relation() {
    Node first = union();
    List<Node> chain = new ArrayList<>();
    Node left = first;
    boolean exact = true;
    for (String op = relationOp(); op != null; op = relationOp()) {
      Node right = union();
      exact &= !op.equals("~"); // what stands after "about" is no more than a rounded copy
      if (exact) {
        chain.add(relate(op, left, right));
      }
      left = right;
    }
    if (chain.isEmpty()) {
      return first;
    }
    return chain.size() == 1 ? chain.get(0) : chained(chain);
  }

  /** {@code x = 2 + 3 = 5} says x = 5; any other chain says each of its parts. */
  private static Node chained(List<Node> chain) {
    boolean calculation = true;
    for (Node link : chain) {
      Relation relation = (Relation) link;
      calculation &= relation.op().equals("=");
      calculation &= link == chain.get(0) || !Symbols.anyIn(relation.left());
    }
    return calculation
        ? new Relation(
            "=", ((Relation) chain.get(0)).left(), ((Relation) chain.get(chain.size() - 1)).right())
        : new Group(Kind.ALL, List.copyOf(chain));
  }

  private static Relation relate(String op, Node left, Node right) {
    return switch (op) {
      case ">" -> new Relation("<", right, left);
      case ">=" -> new Relation("<=", right, left);
      default -> new Relation(op, left, right);
    };
  }

  private @org.jspecify.annotations.Nullable String relationOp() {
    Token token = cursor.peek();
    String op =
        token.is(Token.Kind.SYNTAX) || token.is(Token.Kind.COMMAND)
            ? RELATIONS.get(token.text())
            : null;
    if (op != null) {
      cursor.take();
    }
    return op;
  }

  private Node union() {
    Node left = ratio();
    List<Node> parts = new ArrayList<>(List.of(left));
    while (takeUnion(parts.get(parts.size() - 1))) {
      parts.add(ratio());
    }
    left = parts.size() == 1 ? left : new Group(Kind.UNION, List.copyOf(parts));
    Token token = cursor.peek();
    String op = token.is(Token.Kind.COMMAND) ? SET_OPERATIONS.get(token.text()) : null;
    if (op == null) {
      return left;
    }
    cursor.take();
    return new Apply(op, left, union());
  }

  /** \cup, or a capital U between two intervals. */
  private boolean takeUnion(Node left) {
    boolean letter =
        left instanceof Group
            && cursor.peek().is(Token.Kind.LETTER)
            && cursor.peek().text().equals("U");
    if (letter) {
      cursor.take();
    }
    return letter || cursor.takeCommand("cup");
  }

  private Node ratio() {
    Node left = expressions.sum();
    List<Node> parts = new ArrayList<>(List.of(left));
    while (cursor.takeSyntax(":")) {
      parts.add(expressions.sum());
    }
    return parts.size() == 1 ? left : new Apply(Ops.RATIO, List.copyOf(parts));
  }
}
