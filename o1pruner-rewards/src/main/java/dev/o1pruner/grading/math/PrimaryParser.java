package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import dev.o1pruner.grading.math.Node.Symbol;
import dev.o1pruner.grading.math.Node.Word;
import dev.o1pruner.grading.math.Token.Kind;
import java.util.Locale;

/** Reads what a product is made of: numbers, names, brackets, and commands with their arguments. */
final class PrimaryParser {

  /** Letters that a bracket makes a function: f(x), but not a(x + 1). */
  private static final ImmutableSet<String> FUNCTION_LETTERS = ImmutableSet.of("f", "g");

  private static final ImmutableSet<String> ACCENTS =
      ImmutableSet.of("vec", "hat", "bar", "overline", "tilde", "dot");

  /** Commands that no value starts with. */
  private static final ImmutableSet<String> OPERATORS =
      ImmutableSet.of(
          "cdot",
          "times",
          "div",
          "pm",
          "mp",
          "cup",
          "cap",
          "setminus",
          "backslash",
          "le",
          "leq",
          "leqslant",
          "ge",
          "geq",
          "geqslant",
          "ne",
          "neq",
          "lt",
          "gt",
          "in",
          "approx",
          "equiv",
          "mid",
          "rfloor",
          "rceil",
          "rangle",
          "end",
          "to",
          "rightarrow",
          "cdots",
          "ldots",
          "dots");

  private static final ImmutableMap<String, String> CURRENCIES =
      ImmutableMap.of(
          String.valueOf(AnswerText.DOLLAR), "dollars", "\u20ac", "euros", "\u00a3", "pounds");

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final BracketParser brackets;

  PrimaryParser(Cursor cursor, AnswerParser answers, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.brackets = new BracketParser(cursor, answers, expressions);
  }

  static boolean startsPrimary(String command) {
    return !OPERATORS.contains(command);
  }

  boolean mayOpenBar() {
    return !brackets.withinBars();
  }

  Node primary() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> NumberParser.number(cursor);
      case BASED -> new Apply(Ops.BASED, new Word(cursor.take().text()));
      case LETTER -> letter();
      case WORD -> word();
      case COMMAND -> command();
      case SYNTAX -> {
        String currency = CURRENCIES.get(token.text());
        if (currency != null) {
          cursor.take();
          yield money(currency);
        }
        yield brackets.bracket();
      }
      case END -> throw cursor.unreadable();
    };
  }

  private Node money(String currency) {
    Unit unit = Units.plain(currency);
    Node value = expressions.factor(true);
    return unit == null ? value : new Quantity(value, unit);
  }

  private Node letter() {
    Symbol symbol = subscripted(cursor.take().text());
    if (FUNCTION_LETTERS.contains(symbol.name()) && cursor.peek().isSyntax("(")) {
      return new Apply(Ops.CALL, symbol, brackets.bracket());
    }
    return symbol;
  }

  private Symbol subscripted(String name) {
    if (!cursor.takeSyntax("_")) {
      return new Symbol(name);
    }
    StringBuilder index = new StringBuilder();
    if (cursor.takeSyntax("{")) {
      while (!cursor.takeSyntax("}")) {
        index.append(named(cursor.take()));
      }
    } else {
      index.append(named(cursor.take()));
    }
    return new Symbol(name + "_" + index);
  }

  private String named(Token token) {
    if (token.is(Kind.END)) {
      throw cursor.unreadable();
    }
    return token.text();
  }

  /** Words in a row are one thing. */
  private Node word() {
    StringBuilder words = new StringBuilder(cursor.take().text());
    while (cursor.peek().is(Kind.WORD)
        && !cursor.peek().text().equalsIgnoreCase("and")
        && !cursor.peek().text().equalsIgnoreCase("or")) {
      words.append(' ').append(cursor.take().text());
    }
    String text = words.toString();
    boolean capitals = text.equals(text.toUpperCase(Locale.ROOT)); // the segment AB
    return Words.number(capitals ? text : text.toLowerCase(Locale.ROOT));
  }

  private Node command() {
    String name = cursor.take().text();
    String function = Ops.FUNCTIONS.get(name);
    if (function != null) {
      return FunctionParser.function(function, cursor, expressions, this);
    }
    if (ACCENTS.contains(name)) {
      return new Apply(name, argument());
    }
    return switch (name) {
      case "frac" -> Ops.divide(argument(), argument());
      case "binom" -> new Apply(Ops.BINOMIAL, argument(), argument());
      case "sqrt" -> root();
      case "infty" -> new Symbol("infty");
      case "mathbb" -> Words.numberSet(argument());
      case "emptyset", "varnothing" -> new Node.Group(Node.Kind.SET, java.util.List.of());
      case "lfloor" -> new Apply(Ops.FLOOR, brackets.until("rfloor"));
      case "lceil" -> new Apply(Ops.CEILING, brackets.until("rceil"));
      case "langle" -> brackets.vector();
      case "begin" -> brackets.matrix();
      default -> {
        if (OPERATORS.contains(name)) {
          throw cursor.unreadable();
        }
        yield subscripted(name); // \theta, \alpha
      }
    };
  }

  private Node root() {
    Node degree = Num.of(2);
    if (cursor.takeSyntax("[")) {
      degree = expressions.sum();
      cursor.expectSyntax("]");
    }
    return new Apply(Ops.ROOT, argument(), degree);
  }

  /** An argument in braces, or a single number, letter or command. */
  Node argument() {
    return expressions.nested(this::primary);
  }
}
