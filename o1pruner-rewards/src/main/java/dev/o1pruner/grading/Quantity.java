package dev.o1pruner.grading;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number with its unit.
 *
 * @param value the exact number
 * @param unit the unit's name, or empty if none is given
 */
record Quantity(Rational value, String unit) {

  /** Longer texts are no written numbers; the limit keeps parsing and big integers cheap. */
  static final int MAX_CHARACTERS = 200;

  /** What {@code \$10} and {@code -\$10} are once tidied. */
  private static final Pattern IN_DOLLARS =
      Pattern.compile("(-?)\\s*dollars\\s*(.+)", Pattern.DOTALL);

  private static final String WRAPPED =
      "\\\\(?:text(?:bf|it|rm|normal)?|mathrm|mbox)\\{([^{}]*)\\}";
  private static final String PLAIN = "(?<=[\\d\\s})])([A-Za-z]+)";
  private static final String POWER = "(\\^\\{?[23]\\}?)?";

  /** A number, then {@code \text{unit}} or a plain word, perhaps squared or cubed. */
  private static final Pattern WITH_UNIT =
      Pattern.compile("(.*?)(?:" + WRAPPED + "|" + PLAIN + ")" + POWER, Pattern.DOTALL);

  /** Reads a {@link AnswerText#tidy} answer, or gives null if it isn't one number. */
  static @Nullable Quantity parse(String tidy) {
    if (tidy.length() > MAX_CHARACTERS) {
      return null;
    }
    Matcher dollars = IN_DOLLARS.matcher(tidy);
    if (dollars.matches()) {
      return of(dollars.group(1) + dollars.group(2), "dollars");
    }
    Quantity bare = of(tidy, "");
    return bare != null ? bare : parseWithUnit(tidy);
  }

  /** Equal numbers, and no two different units. */
  boolean agreesWith(Quantity other) {
    return value.equals(other.value)
        && (unit.isEmpty() || other.unit.isEmpty() || unit.equals(other.unit));
  }

  private static @Nullable Quantity parseWithUnit(String tidy) {
    Matcher parts = WITH_UNIT.matcher(tidy);
    if (!parts.matches()) {
      return null;
    }
    String wrapped = parts.group(2);
    String plain = parts.group(3);
    String unit = wrapped != null ? Units.wrapped(wrapped) : Units.plain(String.valueOf(plain));
    if (unit == null) {
      return null;
    }
    String power = parts.group(4);
    return of(parts.group(1), power == null ? unit : unit + power.replaceAll("[{}]", ""));
  }

  private static @Nullable Quantity of(String number, String unit) {
    Rational value = Rational.parse(number);
    return value == null ? null : new Quantity(value, unit);
  }
}
