package dev.o1pruner.grading;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes the differences out of an answer's text that don't change what it says. Linear in its
 * length.
 */
final class AnswerText {

  private static final Pattern DELIMITER_SIZE = Pattern.compile("\\\\(?:left|right)(?![A-Za-z])");
  private static final Pattern FRACTION_SIZE = Pattern.compile("\\\\[dt]frac(?![A-Za-z])");
  private static final Pattern BARE_FRACTION = Pattern.compile("\\\\frac\\s*+(\\d)\\s*+(\\d)");
  private static final Pattern BARE_ROOT = Pattern.compile("\\\\sqrt\\s*+(\\d)");
  private static final Pattern THOUSANDS = Pattern.compile("\\{,\\}|,\\\\!\\s*+");
  private static final Pattern SPACE = Pattern.compile("\\\\(?:[,;: ]|q?quad(?![A-Za-z]))|~");
  private static final Pattern MATH_MODE = Pattern.compile("\\\\[()\\[\\]]|\\$");
  private static final Pattern DEGREES = Pattern.compile("\\^\\{?\\\\circ\\}?|\u00b0");
  private static final Pattern PERCENT = Pattern.compile("\\\\?%");
  private static final Pattern WRAPPER =
      Pattern.compile("\\\\(?:text(?:bf|it|rm|normal)?|math(?:rm|bf)|mbox)\\{([^{}]*+)\\}");
  private static final Pattern TITLE_CASE = Pattern.compile("(?<![A-Za-z\\\\])[A-Z](?=[a-z]{2})");

  private AnswerText() {}

  /** One spelling for each LaTeX notation; signs of units become words; text wrappers stay. */
  static String tidy(String answer) {
    String text = answer.replace('\u2212', '-').replace("\\$", " dollars ");
    text = DELIMITER_SIZE.matcher(text).replaceAll("");
    text = FRACTION_SIZE.matcher(text).replaceAll("\\\\frac");
    text = BARE_FRACTION.matcher(text).replaceAll("\\\\frac{$1}{$2}");
    text = BARE_ROOT.matcher(text).replaceAll("\\\\sqrt{$1}");
    text = THOUSANDS.matcher(text).replaceAll(","); // 10{,}000 and 10,\! 000, but not 10, 000
    text = text.replace("\\!", "");
    text = SPACE.matcher(text).replaceAll(" ");
    text = MATH_MODE.matcher(text).replaceAll("");
    text = DEGREES.matcher(text).replaceAll(" degrees ");
    text = PERCENT.matcher(text).replaceAll(" percent ");
    text = text.strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1).strip() : text;
  }

  /**
   * A tidy answer reduced to what is compared: no wrappers, no idle blanks, no capitalised words.
   */
  static String canonical(String tidy) {
    String text = WRAPPER.matcher(tidy).replaceAll("$1");
    text = TITLE_CASE.matcher(text).replaceAll(capital -> capital.group().toLowerCase(Locale.ROOT));
    return withoutIdleBlanks(text);
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
