package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the differences out of an answer's text that don't change what it says. Linear in its
 * length.
 */
final class AnswerText {

  /** What a dollar sign becomes that is money rather than the edge of math mode. */
  static final char DOLLAR = '\u00a4';

  private static final ImmutableMap<String, String> SPELLINGS =
      ImmutableMap.<String, String>builder()
          .put("\u2212", "-")
          .put("\u2013", "-")
          .put("\u00d7", "\\times ")
          .put("\u00b7", "\\cdot ")
          .put("\u00f7", "\\div ")
          .put("\u03c0", "\\pi ")
          .put("\u221e", "\\infty ")
          .put("\u2264", "\\le ")
          .put("\u2265", "\\ge ")
          .put("\u2260", "\\ne ")
          .put("\u2248", "\\approx ")
          .put("\u00b1", "\\pm ")
          .put("\u221a", "\\sqrt ")
          .put("\u00b2", "^2")
          .put("\u00b3", "^3")
          .put("\u222a", "\\cup ")
          .put("\u2208", "\\in ")
          .put("\u2205", "\\emptyset ")
          .put("\u03b8", "\\theta ")
          .put("\u03b1", "\\alpha ")
          .put("\u03b2", "\\beta ")
          .put("<=", "\\le ")
          .put(">=", "\\ge ")
          .put("!=", "\\ne ")
          .put("**", "^")
          .put("\\lbrace", "\\{")
          .put("\\rbrace", "\\}")
          .put("\\lvert", "|")
          .put("\\rvert", "|")
          .put("\\\"", "")
          .put("\"", "")
          .put("\\$", String.valueOf(DOLLAR))
          .buildOrThrow();

  private static final Pattern IDLE =
      Pattern.compile(
          "\\\\(?:(?:left|right)(?![A-Za-z])\\.?|(?:[bB]igg?[lrm]?|displaystyle|limits)(?![A-Za-z]))");
  private static final Pattern SIZED = Pattern.compile("\\\\[dtc](frac|binom)(?![A-Za-z])");
  private static final Pattern BARE_ARGUMENT =
      Pattern.compile("\\\\(frac|binom)\\s*+(\\d)(?:\\s*+(\\d))?");
  private static final Pattern THOUSANDS =
      Pattern.compile("(?<=\\d)(?:\\{,\\}|,\\\\!\\s*+|\\\\[,; ]|~)(?=\\d{3}(?!\\d))");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("(?<=\\d)\\{,\\}(?=\\d)");
  private static final Pattern SPACE = Pattern.compile("(?<!\\\\)\\\\(?:[,;:! ]|q?quad)|~");
  private static final Pattern MATH_MODE = Pattern.compile("(?<!\\\\)\\\\[()\\[\\]]|\\$");
  private static final Pattern DEGREES =
      Pattern.compile("\\^\\s*+(?:\\{\\s*+)?\\\\circ(?:\\s*+\\})?|\\\\degree(?![A-Za-z])");
  private static final Pattern PERCENT = Pattern.compile("\\\\?%");
  private static final Pattern WRAPPER =
      Pattern.compile("\\\\(?:text(?:bf|it|rm|normal)?|math(?:rm|bf)|mbox)\\{([^{}]*+)\\}");
  private static final Pattern TITLE_CASE = Pattern.compile("(?<![A-Za-z\\\\])[A-Z](?=[a-z]{2})");
  private static final Pattern END = Pattern.compile("[\\s.,;:]++$");

  private AnswerText() {}

  /** One spelling for each notation; text wrappers stay. */
  static String tidy(String answer) {
    // Without a matrix, two backslashes are one that was escaped twice.
    String text = answer.contains("\\begin") ? answer : answer.replace("\\\\", "\\");
    for (Map.Entry<String, String> spelling : SPELLINGS.entrySet()) {
      text = text.replace(spelling.getKey(), spelling.getValue());
    }
    text = loneDollar(text);
    text = IDLE.matcher(text).replaceAll("");
    text = SIZED.matcher(text).replaceAll("\\\\$1");
    text = BARE_ARGUMENT.matcher(text).replaceAll(AnswerText::braced);
    text = THOUSANDS.matcher(text).replaceAll(""); // 10{,}000 and 10,\! 000, but not 10, 000
    text = DECIMAL_COMMA.matcher(text).replaceAll(".");
    text = SPACE.matcher(text).replaceAll(" ");
    text = MATH_MODE.matcher(text).replaceAll(" ");
    text = DEGREES.matcher(text).replaceAll("\u00b0");
    text = PERCENT.matcher(text).replaceAll("%");
    text = text.strip();
    return text.endsWith(".") || text.endsWith(",") ? END.matcher(text).replaceFirst("") : text;
  }

  /**
   * A tidy answer reduced to what is compared as text: no wrappers, no idle blanks, no capitalised
   * words.
   */
  static String canonical(String tidy) {
    String text = WRAPPER.matcher(tidy).replaceAll("$1");
    text = TITLE_CASE.matcher(text).replaceAll(capital -> capital.group().toLowerCase(Locale.ROOT));
    text = withoutIdleBlanks(text);
    boolean braced = text.startsWith("{") && text.indexOf('}') == text.length() - 1;
    return braced ? text.substring(1, text.length() - 1) : text;
  }

  /** An unpaired dollar sign is money: {@code $10}, {@code 1,000.99$}. */
  private static String loneDollar(String text) {
    int first = text.indexOf('$');
    return first >= 0 && text.indexOf('$', first + 1) < 0 ? text.replace('$', DOLLAR) : text;
  }

  private static String braced(java.util.regex.MatchResult command) {
    String second = command.group(3) == null ? "" : "{" + command.group(3) + "}";
    return Matcher.quoteReplacement(
        "\\" + command.group(1) + "{" + command.group(2) + "}" + second);
  }

  /** Keeps one blank between two digits or two letters, where it tells "1 2" from "12". */
  private static String withoutIdleBlanks(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (Character.isWhitespace(next)) {
        blank = true;
        continue;
      }
      if (blank && !kept.isEmpty() && separated(kept.charAt(kept.length() - 1), next)) {
        kept.append(' ');
      }
      kept.append(next);
      blank = false;
    }
    return kept.toString();
  }

  private static boolean separated(char left, char right) {
    return (Character.isDigit(left) && Character.isDigit(right))
        || (Character.isLetter(left) && Character.isLetter(right));
  }
}
