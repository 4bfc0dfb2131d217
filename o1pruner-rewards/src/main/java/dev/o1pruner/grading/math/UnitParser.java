package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Word;
import dev.o1pruner.grading.math.Token.Kind;
import org.jspecify.annotations.Nullable;

/** Reads the unit after a value: {@code cm}, {@code \text{ square feet}}, {@code km/h}. */
final class UnitParser {

  private static final int MAX_WORDS = 6;

  private UnitParser() {}

  /** The value with the unit that stands next, or as it is if none does. */
  static Node attach(Node value, Cursor cursor) {
    boolean letter = isSingleLetter(value, cursor);
    if (value instanceof Word || (!cursor.peek().is(Kind.WORD) && !letter)) {
      return value;
    }
    int mark = cursor.mark();
    Unit unit = Units.wrapped(words(cursor));
    if (unit == null) {
      cursor.back(mark);
      return value;
    }
    return value instanceof Quantity quantity
        ? quantity(quantity, unit)
        : new Quantity(value, unit);
  }

  /** Whether a number is followed by a lone m, s, h, g or l: {@code 5 m}, but not 5m + 1. */
  static boolean isSingleLetter(Node value, Cursor cursor) {
    Token next = cursor.peek();
    return value instanceof Num
        && next.is(Kind.LETTER)
        && next.afterBlank()
        && "mshgl".contains(next.text())
        && (cursor.peek(1).is(Kind.END) || cursor.peek(1).isSyntax("/"));
  }

  /** {@code \$5 per hour} and the like: what is named last completes the first unit. */
  private static Node quantity(Quantity quantity, Unit unit) {
    return unit.equals(quantity.unit())
        ? quantity // \$5 dollars
        : new Quantity(
            quantity.value(),
            new Unit(quantity.unit().dimension() + " " + unit.dimension(), unit.factor()));
  }

  private static String words(Cursor cursor) {
    StringBuilder words = new StringBuilder(cursor.take().text());
    for (int i = 0; i < MAX_WORDS; i++) {
      String more = next(cursor);
      if (more == null) {
        break;
      }
      words.append(more);
    }
    return words.toString();
  }

  private static @Nullable String next(Cursor cursor) {
    Token next = cursor.peek();
    Token after = cursor.peek(1);
    boolean connective = next.text().equalsIgnoreCase("and") || next.text().equalsIgnoreCase("or");
    if (next.is(Kind.WORD) && !connective) {
      return " " + cursor.take().text();
    }
    if (next.isSyntax("/") && (after.is(Kind.WORD) || after.is(Kind.LETTER))) {
      cursor.take();
      return "/" + cursor.take().text();
    }
    if (next.isSyntax("^") && after.is(Kind.NUMBER)) {
      cursor.take();
      return "^" + cursor.take().text();
    }
    if (next.isSyntax("^") && after.isSyntax("{") && cursor.peek(3).isSyntax("}")) {
      cursor.take();
      cursor.take();
      String power = "^" + cursor.take().text();
      cursor.take();
      return power;
    }
    return null;
  }
}
