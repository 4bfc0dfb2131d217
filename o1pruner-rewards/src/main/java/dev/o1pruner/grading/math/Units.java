package dev.o1pruner.grading.math;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which words after a number are its unit, and which change its value. */
final class Units {

  static final Unit PERCENT = new Unit("percent", Rational.ONE);
  static final Unit DEGREES = new Unit("degrees", Rational.ONE);
  static final Unit DOLLARS = new Unit("dollars", Rational.ONE);

  /** Words of two letters and more, or one of the single-letter units, with / or "per" between. */
  private static final Pattern UNIT_WORDS =
      Pattern.compile("(?:[a-z]{2,}|[mghsl])(?:[ /-](?:[a-z]{2,}|[mghsl])){0,4}");

  private static final Pattern POWER = Pattern.compile("(.+?)\\s*(?:\\^\\s*\\{?)([23])\\}?");
  private static final Pattern AREA = Pattern.compile("(square|sq\\.?|cubic) +(.+)");

  /** "5 million" is not 5, "6 or more" is not 6, and 5 is no sentence's subject. */
  private static final ImmutableSet<String> NOT_UNITS =
      ImmutableSet.copyOf(
          Splitter.on(' ')
              .split(
                  "and or to more less than not pi mod base over times plus minus squared cubed"
                      + " factorial half halves third thirds quarter quarters fifths tenths dozen"
                      + " hundred hundreds thousand thousands million millions billion billions"
                      + " trillion trillions is are was if when where for with each"
                      + " only at least most between from except such that"));

  private static final ImmutableMap<String, Unit> KNOWN = known();

  private static final int MAX_CHARACTERS = 60;

  private Units() {}

  private static ImmutableMap<String, Unit> known() {
    ImmutableMap.Builder<String, Unit> known = ImmutableMap.builder();
    add(known, PERCENT, "percent", "pct", "percents");
    add(known, DEGREES, "degree", "degrees", "deg");
    add(known, DOLLARS, "dollar", "dollars", "usd");
    add(known, new Unit("dollars", Rational.of(1, 100)), "cent", "cents");
    add(known, new Unit("euros", Rational.ONE), "euro", "euros");
    add(known, new Unit("units", Rational.ONE), "unit", "units");
    add(known, new Unit("length", Rational.ONE), "m", "meter", "meters", "metre", "metres");
    add(known, length(1, 1000), "mm", "millimeter", "millimeters", "millimetres");
    add(known, length(1, 100), "cm", "centimeter", "centimeters", "centimetre", "centimetres");
    add(known, length(1000, 1), "km", "kilometer", "kilometers", "kilometre", "kilometres");
    add(known, length(254, 10_000), "inch", "inches");
    add(known, length(3048, 10_000), "foot", "feet", "ft");
    add(known, length(9144, 10_000), "yard", "yards", "yd");
    add(known, length(1_609_344, 1000), "mile", "miles", "mi");
    add(known, new Unit("time", Rational.ONE), "s", "sec", "second", "seconds");
    add(known, new Unit("time", Rational.of(60)), "min", "mins", "minute", "minutes");
    add(known, new Unit("time", Rational.of(3600)), "h", "hr", "hrs", "hour", "hours");
    add(known, new Unit("time", Rational.of(86_400)), "day", "days");
    add(known, new Unit("time", Rational.of(604_800)), "week", "weeks");
    add(known, new Unit("years", Rational.ONE), "year", "years");
    add(known, new Unit("mass", Rational.ONE), "g", "gram", "grams");
    add(known, new Unit("mass", Rational.of(1, 1000)), "mg", "milligram", "milligrams");
    add(known, new Unit("mass", Rational.of(1000)), "kg", "kilogram", "kilograms");
    add(known, new Unit("pounds", Rational.ONE), "pound", "pounds", "lb", "lbs");
    add(known, new Unit("volume", Rational.ONE), "l", "liter", "liters", "litre", "litres");
    add(known, new Unit("volume", Rational.of(1, 1000)), "ml", "milliliter", "milliliters");
    return known.buildOrThrow();
  }

  private static Unit length(long numerator, long denominator) {
    return new Unit("length", Rational.of(numerator, denominator));
  }

  private static void add(ImmutableMap.Builder<String, Unit> known, Unit unit, String... names) {
    for (String name : names) {
      known.put(name, unit);
    }
  }

  /** The unit these words name, or null if they name none. */
  static @Nullable Unit wrapped(String words) {
    if (words.length() > MAX_CHARACTERS) {
      return null;
    }
    String unit = words.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    unit = unit.equals("mph") ? "miles per hour" : unit;
    unit = unit.endsWith(".") ? unit.substring(0, unit.length() - 1) : unit;
    Matcher area = AREA.matcher(unit);
    if (area.matches()) {
      Unit base = wrapped(String.valueOf(area.group(2)));
      return base == null ? null : base.power("cubic".equals(area.group(1)) ? 3 : 2);
    }
    Matcher power = POWER.matcher(unit);
    if (power.matches()) {
      Unit base = wrapped(String.valueOf(power.group(1)));
      return base == null ? null : base.power(Integer.parseInt(power.group(2)));
    }
    Unit known = KNOWN.get(unit);
    return known != null || !UNIT_WORDS.matcher(unit).matches() ? known : compound(unit);
  }

  /**
   * The unit this one word names without any wrapper around it, or null if it isn't a known one.
   */
  static @Nullable Unit plain(String word) {
    if (word.equals("mph")) {
      return wrapped(word);
    }
    return word.length() < 2 ? null : KNOWN.get(word.toLowerCase(Locale.ROOT));
  }

  /** A unit we don't know, by its words: singular, "per" for "/". */
  private static @Nullable Unit compound(String unit) {
    List<String> words =
        Splitter.on(Pattern.compile("[ -]")).splitToList(unit.replace("/", " per "));
    StringBuilder name = new StringBuilder();
    for (String word : words) {
      if (NOT_UNITS.contains(word)) {
        return null;
      }
      Unit known = KNOWN.get(word);
      boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
      name.append(name.isEmpty() ? "" : " ");
      name.append(
          known != null ? known.toString() : plural ? word.substring(0, word.length() - 1) : word);
    }
    return new Unit(name.toString(), Rational.ONE);
  }
}
