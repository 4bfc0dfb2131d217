package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Word;
import dev.o1pruner.grading.math.Token.Kind;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads numbers: plain, mixed such as 1 1/2 and 1\frac{1}{2}, and repeating 0.\overline{3}. */
final class NumberParser {

  private NumberParser() {}

  static Node number(Cursor cursor) {
    String digits = cursor.take().text();
    Rational whole = Rational.decimal(digits);
    int point = digits.indexOf('.');
    if (point >= 0 && cursor.peek().isCommand("overline") && cursor.peek(2).is(Kind.NUMBER)) {
      return repeating(whole, digits.length() - point - 1, cursor);
    }
    Rational part = point < 0 ? fraction(cursor) : null;
    if (part != null) {
      return Num.of(whole.plus(part));
    }
    return new Num(whole, decimals(digits, point));
  }

  /** A bracketed number with its base. */
  static Node based(Num digits, Node base, Cursor cursor) {
    if (!digits.value().isInteger() || !(base instanceof Num number)) {
      throw cursor.unreadable();
    }
    return new Apply(
        Ops.BASED, new Word(digits.value().numerator() + "_" + number.value().numerator()));
  }

  private static int decimals(String digits, int point) {
    boolean scientific = digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
    return point < 0 || scientific ? 0 : digits.length() - point - 1;
  }

  /** The proper fraction that stands next and makes a mixed number, or null. */
  private static @Nullable Rational fraction(Cursor cursor) {
    int mark = cursor.mark();
    Rational numerator = null;
    Rational denominator = null;
    if (cursor.peek().is(Kind.NUMBER)
        && cursor.peek().afterBlank()
        && cursor.peek(1).isSyntax("/")) {
      numerator = integer(cursor);
      cursor.take();
      denominator = integer(cursor);
    } else if (cursor.takeCommand("frac")) {
      numerator = braced(cursor);
      denominator = braced(cursor);
    }
    boolean proper =
        numerator != null
            && denominator != null
            && numerator.numerator().compareTo(denominator.numerator()) < 0;
    if (!proper || numerator == null || denominator == null) {
      cursor.back(mark);
      return null;
    }
    return numerator.times(denominator.inverse());
  }

  private static @Nullable Rational braced(Cursor cursor) {
    if (!cursor.takeSyntax("{")) {
      return integer(cursor);
    }
    Rational value = integer(cursor);
    return cursor.takeSyntax("}") ? value : null;
  }

  private static @Nullable Rational integer(Cursor cursor) {
    Token token = cursor.peek();
    if (!token.is(Kind.NUMBER) || !token.text().chars().allMatch(Character::isDigit)) {
      return null;
    }
    cursor.take();
    return Rational.decimal(token.text());
  }

  /** 0.1\overline{6} is 0.1 + 6/90. */
  private static Node repeating(Rational whole, int decimals, Cursor cursor) {
    cursor.take();
    cursor.expectSyntax("{");
    String cycle = cursor.take().text();
    cursor.expectSyntax("}");
    BigInteger nines = BigInteger.TEN.pow(cycle.length()).subtract(BigInteger.ONE);
    Rational tail =
        new Rational(
            new BigInteger(digitsOf(cycle, cursor)), nines.multiply(BigInteger.TEN.pow(decimals)));
    return Num.of(whole.plus(tail));
  }

  private static String digitsOf(String cycle, Cursor cursor) {
    if (!cycle.chars().allMatch(Character::isDigit)) {
      throw cursor.unreadable();
    }
    return cycle;
  }
}
