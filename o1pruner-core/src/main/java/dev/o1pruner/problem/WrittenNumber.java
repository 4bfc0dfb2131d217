package dev.o1pruner.problem;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spots numbers in running text, without evaluating them. */
public final class WrittenNumber {

  // Group repetition is bounded: java.util.regex recurses once per repetition of such a group.
  private static final String DIGITS =
      "(?:\\d{1,3}(?:(?:,|\\{,\\}|,\\\\!)\\d{3}){1,30}(?!\\d)|\\d++)";
  private static final String DECIMAL = "(?:" + DIGITS + "(?:\\.\\d++)?|\\.\\d++)";
  private static final String FRACTION = "\\d*\\\\[dt]?frac\\{-?\\d++\\}\\{\\d++\\}";
  private static final String UNSIGNED =
      "(?:" + FRACTION + "|" + DECIMAL + "(?:/" + DECIMAL + ")?)";

  /** The minus of "10-3" is an operation; that of "x=-3" is a sign. */
  private static final String SIGN = "(?:(?<![\\w)}\\]{^_])[-+\u2212])?";

  /** A number doesn't start within a word, another number, an exponent, an index or an argument. */
  private static final String BEFORE = "(?<![\\w.^{]|[_^{][-+\u2212])";

  private static final Pattern NUMBER = Pattern.compile(SIGN + BEFORE + UNSIGNED);

  private WrittenNumber() {}

  /** The last number of the text, or null. */
  public static @Nullable String lastIn(String text) {
    Matcher number = NUMBER.matcher(text);
    String last = null;
    while (number.find()) {
      last = number.group();
    }
    return last;
  }

  /** The number whose first character is at {@code start}, or null. */
  public static @Nullable String startingAt(String text, int start) {
    Matcher number = NUMBER.matcher(text).region(start, text.length());
    return number.lookingAt() ? number.group() : null;
  }
}
