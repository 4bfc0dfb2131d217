package dev.o1pruner.model.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's two ways to fill a text with values, as far as templates go: {@code %s %r %d %i %.2f %%}
 * and <code>{} {0} {name}</code>. Widths, flags and attribute paths are refused.
 */
final class Formatting {

  private static final Pattern PERCENT = Pattern.compile("%(?<precision>\\.\\d)?(?<type>.?)");
  private static final Pattern BRACES =
      Pattern.compile("\\{\\{|\\}\\}|\\{(?<field>\\w*)\\}|[{}]", Pattern.UNICODE_CHARACTER_CLASS);

  private Formatting() {}

  /** {@code format % args}. */
  static String percent(String format, Arguments args, Fuel fuel) {
    if (!args.named().isEmpty()) {
      throw unsupported("%(name)s", format);
    }
    Iterator<Object> values = args.positional().iterator();
    StringBuilder text = new StringBuilder();
    fuel.scan(format.length());
    Matcher matcher = PERCENT.matcher(format);
    while (matcher.find()) {
      String type = matcher.group("type");
      if (matcher.group().equals("%%")) {
        matcher.appendReplacement(text, "%");
        continue;
      } else if (!values.hasNext()) {
        throw ChatTemplateException.of("not enough arguments for format string '%s'", format);
      }
      Object value = values.next();
      String precision = matcher.group("precision");
      String piece =
          switch (precision == null ? type : "." + type) {
            case "s" -> PythonText.str(value, fuel);
            case "r" -> PythonText.repr(value, fuel);
            case "d", "i" -> decimal(value, format).toString();
            case "f" -> fixed(value, 6, fuel);
            case ".f" -> fixed(value, precision == null ? 6 : precision.charAt(1) - '0', fuel);
            default -> throw unsupported(matcher.group(), format);
          };
      fuel.text(piece.length());
      matcher.appendReplacement(text, Matcher.quoteReplacement(piece));
    }
    if (values.hasNext()) {
      throw ChatTemplateException.of("not all arguments used by format string '%s'", format);
    }
    return matcher.appendTail(text).toString();
  }

  private static BigInteger decimal(Object value, String format) {
    if (!Types.isNumber(value)) {
      throw ChatTemplateException.of(
          "%%d in '%s' needs a number, not %s", format, Types.name(value));
    }
    return value instanceof Double number ? Numbers.truncate(number) : Numbers.integer(value);
  }

  private static String fixed(Object value, int digits, Fuel fuel) {
    double number = Numbers.decimal(value);
    fuel.scan(1024); // its exact value may have as many digits
    if (!Double.isFinite(number)) {
      return Numbers.repr(number, fuel);
    }
    String text = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    boolean negative = number < 0 || 1 / number < 0;
    return negative && !text.startsWith("-") ? "-" + text : text; // Python keeps the sign of -0.0
  }

  /** {@code format.format(*args, **named)}. */
  static String braces(String format, Arguments args, Fuel fuel) {
    StringBuilder text = new StringBuilder();
    fuel.scan(format.length());
    Matcher matcher = BRACES.matcher(format);
    int next = 0;
    while (matcher.find()) {
      String field = matcher.group("field");
      String piece;
      if (field == null) {
        if (matcher.group().length() == 1) {
          throw unsupported(matcher.group(), format);
        }
        piece = matcher.group().substring(1);
      } else {
        String name = field.isEmpty() ? Integer.toString(next++) : field;
        piece = PythonText.str(argument(name, args, format), fuel);
      }
      fuel.text(piece.length());
      matcher.appendReplacement(text, Matcher.quoteReplacement(piece));
    }
    return matcher.appendTail(text).toString();
  }

  private static Object argument(String name, Arguments args, String format) {
    boolean number = name.matches("[0-9]{1,4}");
    Object value = number ? null : args.named().get(name);
    if (number && Integer.parseInt(name) < args.positional().size()) {
      value = args.positional().get(Integer.parseInt(name));
    }
    if (value == null) {
      throw ChatTemplateException.of("no argument for {%s} in format string '%s'", name, format);
    }
    return value;
  }

  private static ChatTemplateException unsupported(String what, String format) {
    return ChatTemplateException.of("%s in format string '%s' is not supported", what, format);
  }
}
