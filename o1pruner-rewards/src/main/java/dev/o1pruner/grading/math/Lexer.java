package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a tidy answer into tokens. */
final class Lexer {

  private static final Pattern GROUPED =
      Pattern.compile("\\d{1,3}(?:(?:,\\d{3}){1,60}|(?: \\d{3}){1,60})(?!\\d)(?:\\.\\d+)?");
  private static final Pattern PLAIN =
      Pattern.compile("(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][-+]?\\d{1,2}(?![\\w.]))?");
  private static final Pattern BASED =
      Pattern.compile("([0-9][0-9A-F]*|[0-9A-F]{2,})\\s*_\\s*(?:\\{\\s*(\\d{1,2})\\s*\\}|(\\d))");
  private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+)");
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]++");

  /** Wrappers of words. */
  private static final ImmutableSet<String> TEXT =
      ImmutableSet.of("text", "textbf", "textit", "textrm", "textnormal", "mbox", "mathrm");

  /** Wrappers that only change the look of what is in them. */
  private static final ImmutableSet<String> STYLE =
      ImmutableSet.of("mathbf", "mathit", "mathsf", "boldsymbol", "underline", "operatorname");

  private static final int MAX_DIGITS = 500;

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int brackets;
  private boolean blank;

  private Lexer(String text) {
    this.text = text;
  }

  /** The tokens of a tidy answer, then {@link Token#END}. */
  static List<Token> tokens(String tidy) {
    Lexer lexer = new Lexer(tidy);
    while (lexer.at < tidy.length()) {
      lexer.next();
    }
    lexer.tokens.add(Token.END);
    return lexer.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      blank = true;
      at++;
    } else if (isDigit(c) || Character.isUpperCase(c) || c == '.') {
      if (!based() && !number()) {
        letterOrSyntax(c);
      }
    } else {
      letterOrSyntax(c);
    }
  }

  private void letterOrSyntax(char c) {
    Matcher letters = at(LETTERS);
    if (letters.lookingAt()) {
      at = letters.end();
      LetterRun.tokens(letters.group(), blank, tokens);
      blank = false;
    } else if (Character.isLetter(c)) {
      add(Kind.LETTER, String.valueOf(c), 1);
    } else if (c == '\\') {
      command();
    } else {
      count(c);
      add(Kind.SYNTAX, String.valueOf(c), 1);
    }
  }

  private boolean based() {
    Matcher based = at(BASED);
    if (!based.lookingAt()) {
      return false;
    }
    String digits = based.group(1);
    int base = Integer.parseInt(based.group(2) != null ? based.group(2) : based.group(3));
    for (int i = 0; i < digits.length(); i++) {
      if (Character.digit(digits.charAt(i), Math.max(2, Math.min(36, base))) < 0) {
        return false;
      }
    }
    add(Kind.BASED, digits.replaceFirst("^0+(?=.)", "") + "_" + base, based.end() - at);
    return true;
  }

  private boolean number() {
    // Within brackets a comma separates items: (1,234) is a point.
    Matcher grouped = at(GROUPED);
    Matcher plain = at(PLAIN);
    String digits;
    if (brackets == 0 && grouped.lookingAt()) {
      digits = grouped.group();
    } else if (plain.lookingAt()) {
      digits = plain.group();
    } else {
      return false;
    }
    if (digits.length() > MAX_DIGITS) {
      throw new UnreadableAnswerException("it has too many digits");
    }
    add(Kind.NUMBER, digits.replaceAll("[, ]", ""), digits.length());
    return true;
  }

  private void command() {
    Matcher command = at(COMMAND);
    if (!command.lookingAt()) {
      String two = text.substring(at, Math.min(text.length(), at + 2));
      count(two.charAt(two.length() - 1));
      add(Kind.SYNTAX, two.equals("\\|") ? "|" : two, two.length());
      return;
    }
    String name = command.group(1);
    int open = command.end();
    boolean wraps = TEXT.contains(name) || STYLE.contains(name);
    int close =
        wraps && open < text.length() && text.charAt(open) == '{' ? text.indexOf('}', open) : -1;
    if (close < 0) {
      add(Kind.COMMAND, name, command.end() - at);
      return;
    }
    at = close + 1;
    words(text.substring(open + 1, close).strip(), STYLE.contains(name));
  }

  /** What a wrapper holds: mathematics if it looks so, otherwise words. */
  private void words(String content, boolean style) {
    boolean mathematics = style || content.length() <= 1 || isDigit(content.charAt(0));
    if (mathematics || content.matches("\\([A-Z]\\)|[A-Z]\\.|and|or|,")) {
      List<Token> inner =
          tokens(content.endsWith(".") ? content.substring(0, content.length() - 1) : content);
      tokens.addAll(inner.subList(0, inner.size() - 1));
    } else {
      tokens.add(new Token(Kind.WORD, content, blank));
    }
    blank = false;
  }

  private void count(char bracket) {
    switch (bracket) {
      case '(', '[' -> brackets++;
      case ')', ']' -> brackets--;
      case '{' -> brackets += at > 0 && text.charAt(at) == '\\' ? 1 : 0;
      case '}' -> brackets -= at > 0 && text.charAt(at) == '\\' ? 1 : 0;
      default -> {}
    }
  }

  private void add(Kind kind, String content, int length) {
    tokens.add(new Token(kind, content, blank));
    at += length;
    blank = false;
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
