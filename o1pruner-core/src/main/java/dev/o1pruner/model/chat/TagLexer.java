package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tokens inside one tag, from behind its opening to behind its end. */
final class TagLexer {

  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*+\\d++(?:(?:\\.(?:\\d+_)*+\\d++)?[eE][+-]?\\d++|\\.(?:\\d+_)*+\\d++)");
  private static final Pattern INTEGER = Pattern.compile("[1-9](?:_?\\d)*+|0(?:_?0)*+");
  private static final Pattern OTHER_BASE = Pattern.compile("0[xXbBoO]_?[0-9a-fA-F]");
  private static final String[] LONG_OPERATORS = {"//", "**", "==", "!=", ">=", "<="};
  private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";
  private static final int MAX_DIGITS = 4300; // as Python

  private final Cursor cursor;
  private final List<Token> tokens;
  private final Deque<Character> open = new ArrayDeque<>();

  /**
   * @param cursor behind the opening of the tag
   * @param tokens where the tag's tokens go
   */
  TagLexer(Cursor cursor, List<Token> tokens) {
    this.cursor = cursor;
    this.tokens = tokens;
  }

  /** Reads a tag that began on this line, with {@code PRINT_BEGIN} or {@code BLOCK_BEGIN}. */
  void lex(Kind begin, int line) {
    tokens.add(new Token(begin, "", line));
    boolean print = begin == Kind.PRINT_BEGIN;
    while (!end(print)) {
      if (cursor.atEnd()) {
        throw ChatTemplateException.of("the tag is not closed by %s", print ? "}}" : "%}").at(line);
      } else if (CodePoints.isSpace(cursor.peek())) {
        cursor.skipSpace();
      } else if (cursor.peek() == '\'' || cursor.peek() == '"') {
        int begins = cursor.line();
        tokens.add(new Token(Kind.STRING, new StringLiteral(cursor).read(), begins));
      } else if (!number() && !name() && !operator()) {
        throw ChatTemplateException.of("unexpected character '%s'", cursor.peek())
            .at(cursor.line());
      }
    }
  }

  private boolean end(boolean print) {
    if (!open.isEmpty()) {
      return false; // as in {{ {'a': {}}}}: the first braces belong to the dicts
    }
    int line = cursor.line();
    String end = print ? "}}" : "%}";
    if (cursor.skipIf("-" + end)) {
      cursor.skipSpace();
    } else if (cursor.skipIf(end)) {
      if (!print) {
        cursor.skipIf("\n"); // trim_blocks
      }
    } else if (print || !cursor.skipIf("+" + end)) {
      return false;
    }
    tokens.add(new Token(print ? Kind.PRINT_END : Kind.BLOCK_END, "", line));
    return true;
  }

  private boolean number() {
    boolean afterDot =
        cursor.position() > 0 && cursor.source().charAt(cursor.position() - 1) == '.';
    if (match(OTHER_BASE) != null) {
      throw ChatTemplateException.of("numbers in bases other than 10 are not supported")
          .at(cursor.line());
    }
    String text = afterDot ? null : match(FLOAT); // in a.0.1 the indexes are 0 and 1
    Kind kind = text == null ? Kind.INTEGER : Kind.FLOAT;
    if (text == null) {
      text = match(INTEGER);
    }
    if (text == null) {
      return false;
    } else if (text.length() > MAX_DIGITS) {
      throw ChatTemplateException.of("a number of %d digits is too long", text.length())
          .at(cursor.line());
    }
    tokens.add(new Token(kind, text.replace("_", ""), cursor.line()));
    cursor.skip(text.length());
    return true;
  }

  private @Nullable String match(Pattern pattern) {
    Matcher matcher = pattern.matcher(cursor.source());
    matcher.region(cursor.position(), cursor.source().length());
    return matcher.lookingAt() ? matcher.group() : null;
  }

  private boolean name() {
    String source = cursor.source();
    int end = cursor.position();
    while (end < source.length() && isNamePart(source.codePointAt(end), end > cursor.position())) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (end == cursor.position()) {
      return false;
    }
    add(Kind.NAME, cursor.upTo(end));
    cursor.moveTo(end);
    return true;
  }

  private static boolean isNamePart(int character, boolean inside) {
    return character == '_'
        || Character.isUnicodeIdentifierStart(character)
        || (inside
            && Character.isUnicodeIdentifierPart(character)
            && !Character.isIdentifierIgnorable(character));
  }

  private boolean operator() {
    for (String operator : LONG_OPERATORS) {
      if (cursor.at(operator)) {
        add(Kind.OPERATOR, operator);
        cursor.skip(operator.length());
        return true;
      }
    }
    char operator = cursor.peek();
    if (OPERATORS.indexOf(operator) < 0) {
      return false;
    }
    balance(operator);
    add(Kind.OPERATOR, String.valueOf(operator));
    cursor.skip(1);
    return true;
  }

  private void balance(char operator) {
    switch (operator) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != operator) {
          throw ChatTemplateException.of("unexpected '%s': it closes nothing", operator)
              .at(cursor.line());
        }
      }
      default -> {}
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, cursor.line()));
  }
}
