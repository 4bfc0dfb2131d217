package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that make text of any value. */
final class TextFilters {

  private TextFilters() {}

  static void register(Map<String, Filter> filters) {
    filters.put("tojson", ToJson::filter);
    filters.put("trim", TextFilters::trim);
    filters.put("replace", TextFilters::replace);
    filters.put("indent", TextFilters::indent);
    filters.put("safe", TextFilters::safe);
    filters.put("escape", TextFilters::escape);
    filters.put("e", TextFilters::escape);
    filters.put("forceescape", (value, args, fuel) -> escape(safe(value, args, fuel), true, fuel));
    filters.put("string", TextFilters::string);
    filters.put(
        "format", (value, args, fuel) -> Formatting.percent(plain(value, fuel), args, fuel));
    filters.put("upper", simple("upper", text -> text.toUpperCase(Locale.ROOT)));
    filters.put("lower", simple("lower", text -> text.toLowerCase(Locale.ROOT)));
    filters.put("capitalize", simple("capitalize", Casing::capitalize));
    filters.put("title", simple("title", Casing::titleWords));
  }

  private static Filter simple(String name, UnaryOperator<String> change) {
    return (value, args, fuel) -> {
      args.bind(name);
      String text = plain(value, fuel);
      fuel.text(text.length());
      return change.apply(text);
    };
  }

  /** The value printed. Text marked safe would stay so through these filters; none does that. */
  private static String plain(Object value, Fuel fuel) {
    if (value instanceof Markup) {
      throw ChatTemplateException.of("this filter on text marked safe is not supported");
    }
    return PythonText.str(value, fuel);
  }

  private static Object trim(Object value, Arguments args, Fuel fuel) {
    String characters = args.bind("trim", "chars?").text("chars");
    return Casing.strip(plain(value, fuel), characters, true, true, fuel);
  }

  private static Object replace(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("replace", "old", "new", "count?");
    return Splitting.replace(
        PythonText.str(value, fuel),
        PythonText.str(bound.get("old"), fuel),
        PythonText.str(bound.get("new"), fuel),
        bound.given("count") == null ? -1 : bound.integer("count", -1),
        fuel);
  }

  private static Object indent(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("indent", "width?", "first?", "blank?");
    Object width = bound.get("width", BigInteger.valueOf(4));
    String margin =
        Types.isText(width) ? Types.text(width) : (String) Operators.apply("*", " ", width, fuel);
    if (!(value instanceof String text)) {
      throw ChatTemplateException.of("indent needs text, not %s", Types.describe(value));
    }
    boolean blank = bound.truth("blank", false);
    List<String> lines = new ArrayList<>(Splitting.lines(text + "\n", fuel));
    for (int i = 1; i < lines.size(); i++) {
      if (blank || !lines.get(i).isEmpty()) {
        fuel.text(margin.length() + (long) lines.get(i).length());
        lines.set(i, margin + lines.get(i));
      }
    }
    String indented = StringMethods.join("\n", lines, fuel);
    return bound.truth("first", false) ? margin + indented : indented;
  }

  private static Object safe(Object value, Arguments args, Fuel fuel) {
    args.bind("safe");
    return new Markup(PythonText.str(value, fuel));
  }

  private static Object escape(Object value, Arguments args, Fuel fuel) {
    args.bind("escape");
    return escape(value, false, fuel);
  }

  private static Object escape(Object value, boolean again, Fuel fuel) {
    if (value instanceof Markup && !again) {
      return value;
    }
    String text = PythonText.str(value, fuel);
    fuel.text(text.length() * 5L); // the longest escape
    return Markup.escape(text);
  }

  private static Object string(Object value, Arguments args, Fuel fuel) {
    args.bind("string");
    return value instanceof Markup ? value : PythonText.str(value, fuel);
  }
}
