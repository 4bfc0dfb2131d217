package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sums, products and powers.
 *
 * <pre>
 * sum    = ['+' | '-' | '\pm'] term (('+' | '-' | '\pm') term)*
 * term   = factor (('*' | '/' | nothing) factor)* [unit]
 * factor = primary ('^' argument | '!' | '%' | degrees)*
 * </pre>
 */
final class ExpressionParser {

  private final Cursor cursor;
  private final PrimaryParser primaries;

  ExpressionParser(Cursor cursor, AnswerParser answers) {
    this.cursor = cursor;
    this.primaries = new PrimaryParser(cursor, answers, this);
  }

  Node sum() {
    cursor.budget().descend();
    List<Node> terms = new ArrayList<>();
    Node sum = signed(null, terms);
    while (startsSign()) {
      sum = signed(sum, terms);
    }
    cursor.budget().ascend();
    return sum;
  }

  private boolean startsSign() {
    Token next = cursor.peek();
    return next.isSyntax("+") || next.isSyntax("-") || next.isCommand("pm") || next.isCommand("mp");
  }

  /** Adds the next signed term to the terms before it, which {@code sum} stands for. */
  private Node signed(@org.jspecify.annotations.Nullable Node sum, List<Node> terms) {
    boolean minus = false;
    String both = "";
    while (startsSign()) {
      Token sign = cursor.take();
      minus ^= sign.isSyntax("-");
      both = sign.isCommand("pm") ? Ops.PLUS_MINUS : sign.isCommand("mp") ? Ops.MINUS_PLUS : both;
    }
    Node term = minus ? Ops.negate(term()) : term();
    if (both.isEmpty()) {
      terms.add(term);
    } else {
      Node left = sum == null ? Num.of(0) : sum;
      terms.clear();
      terms.add(new Apply(both, left, term));
    }
    return Ops.sum(List.copyOf(terms));
  }

  private Node term() {
    Node product = factor(true);
    while (true) {
      if (cursor.takeSyntax("*") || cursor.takeCommand("cdot") || cursor.takeCommand("times")) {
        product = Ops.times(product, factor(true));
      } else if (cursor.takeSyntax("/") || cursor.takeCommand("div")) {
        product = Ops.divide(product, factor(true));
      } else if (startsFactor(product)) {
        product = Ops.times(product, factor(false));
      } else {
        return UnitParser.attach(product, cursor);
      }
    }
  }

  /** Whether a product goes on without a sign. */
  private boolean startsFactor(Node left) {
    Token next = cursor.peek();
    if (Matrices.isMatrix(left)) {
      return next.isCommand("begin");
    }
    if (left instanceof Group
        || left instanceof Node.Word
        || UnitParser.isSingleLetter(left, cursor)) {
      return false;
    }
    return switch (next.kind()) {
      case LETTER -> true;
      case SYNTAX ->
          next.text().equals("(")
              || next.text().equals("{")
              || (next.text().equals("|") && primaries.mayOpenBar());
      case COMMAND -> PrimaryParser.startsPrimary(next.text());
      case NUMBER -> !(left instanceof Num);
      default -> false;
    };
  }

  /**
   * @param signed whether a sign may stand before it, as in 2 * -3
   */
  Node factor(boolean signed) {
    if (signed && cursor.takeSyntax("-")) {
      return nested(() -> Ops.negate(factor(true)));
    }
    return postfix(primaries.primary());
  }

  private Node postfix(Node start) {
    Node base = start;
    while (true) {
      if (cursor.takeSyntax("^")) {
        base = new Apply(Ops.POWER, base, nested(this::exponent));
      } else if (cursor.takeSyntax("!")) {
        if (cursor.peek().isSyntax("!")) {
          throw cursor.unreadable(); // n!! is no factorial of a factorial
        }
        base = new Apply(Ops.FACTORIAL, base);
      } else if (base instanceof Symbol symbol && cursor.takeSyntax("'")) {
        base = new Symbol(symbol.name() + "'");
      } else if (base instanceof Num number && cursor.takeSyntax("_")) {
        base = NumberParser.based(number, primaries.argument(), cursor); // (1010)_2
      } else if (cursor.takeSyntax("%")) {
        base = new Quantity(base, Units.PERCENT);
      } else if (cursor.takeSyntax("\u00b0")) {
        base = new Quantity(base, Units.DEGREES);
      } else if (cursor.takeSyntax(String.valueOf(AnswerText.DOLLAR))) {
        base = new Quantity(base, Units.DOLLARS);
      } else {
        return base;
      }
    }
  }

  private Node exponent() {
    if (cursor.takeSyntax("-")) {
      return Ops.negate(exponent());
    }
    Node exponent = primaries.primary();
    return cursor.takeSyntax("^") ? new Apply(Ops.POWER, exponent, exponent()) : exponent;
  }

  /** What a function without parentheses is of: {@code 2x} in {@code \sin 2x + 1}. */
  Node bareArgument() {
    Node product = postfix(primaries.primary());
    while (startsFactor(product)
        && !cursor.peek().isSyntax("(")
        && !Ops.FUNCTIONS.containsKey(cursor.peek().text())) {
      product = Ops.times(product, factor(false));
    }
    return product;
  }

  Node nested(java.util.function.Supplier<Node> parse) {
    cursor.budget().descend();
    Node node = parse.get();
    cursor.budget().ascend();
    return node;
  }
}
