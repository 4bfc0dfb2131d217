package dev.o1pruner.grading;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which words after a number are its unit, and which change its value. */
final class Units {

  /** One to three words of two letters and more, or one of the single-letter units. */
  private static final Pattern UNIT_WORDS =
      Pattern.compile("(?:[a-z]{2,}|[mghsl])(?: (?:[a-z]{2,}|[mghsl])){0,2}");

  /** "5 million" is not 5, "6 or more" is not 6. */
  private static final ImmutableSet<String> CHANGE_THE_VALUE =
      ImmutableSet.of(
          "and",
          "or",
          "to",
          "more",
          "less",
          "than",
          "not",
          "pi",
          "mod",
          "base",
          "over",
          "times",
          "plus",
          "minus",
          "squared",
          "cubed",
          "factorial",
          "half",
          "halves",
          "third",
          "thirds",
          "quarter",
          "quarters",
          "fifths",
          "tenths",
          "dozen",
          "hundred",
          "hundreds",
          "thousand",
          "thousands",
          "million",
          "millions",
          "billion",
          "billions",
          "trillion",
          "trillions");

  /** Units that are recognised without a {@code \text{}} around them, by their one name. */
  private static final ImmutableMap<String, String> KNOWN =
      ImmutableMap.<String, String>builder()
          .put("percent", "percent")
          .put("pct", "percent")
          .put("degree", "degrees")
          .put("degrees", "degrees")
          .put("dollar", "dollars")
          .put("dollars", "dollars")
          .put("cent", "cents")
          .put("cents", "cents")
          .put("mm", "mm")
          .put("cm", "cm")
          .put("km", "km")
          .put("meter", "meters")
          .put("meters", "meters")
          .put("inch", "inches")
          .put("inches", "inches")
          .put("foot", "feet")
          .put("feet", "feet")
          .put("ft", "feet")
          .put("mile", "miles")
          .put("miles", "miles")
          .put("kg", "kg")
          .put("second", "seconds")
          .put("seconds", "seconds")
          .put("minute", "minutes")
          .put("minutes", "minutes")
          .put("hour", "hours")
          .put("hours", "hours")
          .put("day", "days")
          .put("days", "days")
          .put("unit", "units")
          .put("units", "units")
          .buildOrThrow();

  private Units() {}

  /** Name of a unit written in {@code \text{}}, or null if the words are no unit. */
  static @Nullable String wrapped(String words) {
    String unit = words.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s.]+", " ").strip();
    if (!UNIT_WORDS.matcher(unit).matches()) {
      return null;
    }
    for (String word : unit.split(" ", -1)) {
      if (CHANGE_THE_VALUE.contains(word)) {
        return null;
      }
    }
    return KNOWN.getOrDefault(unit, unit);
  }

  /** Name of a unit written without {@code \text{}}, or null if it isn't a known one. */
  static @Nullable String plain(String word) {
    return KNOWN.get(word.toLowerCase(Locale.ROOT));
  }
}
