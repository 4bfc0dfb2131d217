package dev.o1pruner.model.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters that make numbers. */
final class NumberFilters {

  // The digits are ASCII on purpose: what else Python reads as a digit is refused below.
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]++(_[0-9]++)*+");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[+-]?([0-9]++(_[0-9]++)*+\\.?|\\.(?=[0-9]))([0-9]++(_[0-9]++)*+)?([eE][+-]?[0-9]++)?");
  private static final Pattern SPECIAL = Pattern.compile("(?i)[+-]?(inf(inity)?|nan)");
  private static final int MAX_DIGITS = 4300; // as Python

  private NumberFilters() {}

  static void register(Map<String, Filter> filters) {
    filters.put("int", NumberFilters::toInt);
    filters.put("float", NumberFilters::toFloat);
    filters.put("abs", NumberFilters::abs);
    filters.put("round", NumberFilters::round);
  }

  private static Object toInt(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("int", "default?", "base?");
    if (bound.integer("base", 10) != 10) {
      throw ChatTemplateException.of("filter int with a base other than 10 is not supported");
    } else if (value instanceof Undefined undefined) {
      throw undefined.error();
    } else if (Types.isInteger(value)) {
      return Numbers.integer(value);
    } else if (Types.isText(value)) {
      String text = Casing.strip(Types.text(value), null, true, true, fuel);
      if (INTEGER.matcher(text).matches() && text.length() <= MAX_DIGITS) {
        return new BigInteger(text.replace("_", ""));
      }
    }
    Double number = parse(value, fuel);
    return number == null || Double.isNaN(number)
        ? bound.get("default", BigInteger.ZERO)
        : Numbers.truncate(number);
  }

  private static Object toFloat(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("float", "default?");
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    Double number = parse(value, fuel);
    return number == null ? bound.get("default", 0.0) : number;
  }

  /** {@code float(value)}, or null where Python says that it isn't one. */
  private static @Nullable Double parse(Object value, Fuel fuel) {
    if (Types.isNumber(value)) {
      return Numbers.decimal(value);
    } else if (!Types.isText(value)) {
      return null;
    }
    String text = Casing.strip(Types.text(value), null, true, true, fuel);
    if (text.codePoints().anyMatch(c -> c > 127 && Character.isDigit(c))) {
      throw ChatTemplateException.of("number '%s' has digits that are not ASCII", text);
    } else if (SPECIAL.matcher(text).matches()) {
      boolean negative = text.startsWith("-");
      boolean nan = text.toLowerCase(Locale.ROOT).endsWith("nan");
      return nan ? Double.NaN : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    } else if (DECIMAL.matcher(text).matches()) {
      return Double.valueOf(text.replace("_", ""));
    }
    return null;
  }

  private static Object abs(Object value, Arguments args, Fuel fuel) {
    args.bind("abs");
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    return Numbers.integer(value).abs();
  }

  private static Object round(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("round", "precision?", "method?");
    int precision = bound.integer("precision", 0);
    String method = bound.get("method", "common").toString();
    if (!method.equals("common")) {
      throw ChatTemplateException.of("filter round with method '%s' is not supported", method);
    } else if (Math.abs(precision) > 300) {
      throw ChatTemplateException.of("filter round with precision %d is not supported", precision);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      return value;
    } else if (value instanceof Double number) {
      double rounded =
          new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
      return rounded == 0 ? Math.copySign(rounded, number) : rounded;
    }
    BigDecimal integer = new BigDecimal(Numbers.integer(value));
    return precision >= 0
        ? integer.toBigInteger()
        : integer.setScale(precision, RoundingMode.HALF_EVEN).toBigInteger();
  }
}
