package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter tojson as transformers defines it: Python's {@code json.dumps} with {@code
 * ensure_ascii=False}, without Jinja's HTML escaping.
 */
final class ToJson {

  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sortKeys;
  private final StringBuilder text = new StringBuilder();
  private final Fuel fuel;

  private ToJson(Arguments.Bound args, Fuel fuel) {
    this.fuel = fuel;
    ascii = args.truth("ensure_ascii", false);
    sortKeys = args.truth("sort_keys", false);
    Object width = args.given("indent");
    indent = width == null ? null : indent(width, fuel);
    Object separators = args.given("separators");
    if (separators == null) {
      itemSeparator = indent == null ? ", " : ","; // as json.dumps: no space before a line's end
      keySeparator = ": ";
    } else {
      List<Object> both = Sequences.list(separators, fuel);
      if (both.size() != 2 || !both.stream().allMatch(Types::isText)) {
        throw ChatTemplateException.of("tojson: separators must be two texts");
      }
      itemSeparator = Types.text(both.get(0));
      keySeparator = Types.text(both.get(1));
    }
  }

  private static String indent(Object width, Fuel fuel) {
    return Types.isText(width)
        ? Types.text(width)
        : (String) Operators.apply("*", " ", width, fuel);
  }

  /** {@code value | tojson(...)}. */
  static Object filter(Object value, Arguments args, Fuel fuel) {
    ToJson json =
        new ToJson(
            args.bind("tojson", "ensure_ascii?", "indent?", "separators?", "sort_keys?"), fuel);
    json.write(value, "");
    return json.text.toString();
  }

  private void write(Object value, String margin) {
    fuel.text(8);
    if (Types.isText(value)) {
      quote(Types.text(value));
    } else if (value instanceof Dict dict) {
      object(dict, margin);
    } else if (value instanceof List || value instanceof Tuple) {
      array(Sequences.list(value, fuel), margin);
    } else if (value == None.NONE || Types.isNumber(value)) {
      text.append(scalar(value));
    } else {
      throw ChatTemplateException.of(
          "object of type %s is not JSON serializable", Types.name(value));
    }
  }

  private String scalar(Object value) {
    if (value == None.NONE) {
      return "null";
    } else if (value instanceof BigInteger || value instanceof Boolean) {
      return value.toString();
    }
    double number = (Double) value;
    if (Double.isNaN(number)) {
      return "NaN";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return Numbers.repr(number, fuel);
  }

  private void array(List<Object> items, String margin) {
    if (items.isEmpty()) {
      text.append("[]");
      return;
    }
    String inner = margin + (indent == null ? "" : indent);
    text.append('[');
    for (int i = 0; i < items.size(); i++) {
      separate(i, inner);
      write(items.get(i), inner);
    }
    end(margin);
    text.append(']');
  }

  private void object(Dict dict, String margin) {
    if (dict.size() == 0) {
      text.append("{}");
      return;
    }
    Collection<Dict.Entry> entries = dict.entries();
    if (sortKeys) {
      List<Dict.Entry> sorted = new ArrayList<>(entries);
      sorted.sort(Comparator.comparing(Dict.Entry::key, (a, b) -> Comparison.order(a, b, fuel)));
      entries = sorted;
    }
    String inner = margin + (indent == null ? "" : indent);
    text.append('{');
    int i = 0;
    for (Dict.Entry entry : entries) {
      separate(i++, inner);
      quote(key(entry.key()));
      text.append(keySeparator);
      write(entry.value(), inner);
    }
    end(margin);
    text.append('}');
  }

  private String key(Object key) {
    if (Types.isText(key)) {
      return Types.text(key);
    } else if (key == None.NONE || Types.isNumber(key)) {
      return scalar(key);
    }
    throw ChatTemplateException.of(
        "keys must be str, int, float, bool or None, not %s", Types.name(key));
  }

  private void separate(int position, String inner) {
    fuel.text(inner.length() + itemSeparator.length() + 1L);
    if (position > 0) {
      text.append(itemSeparator);
    }
    if (indent != null) {
      text.append('\n').append(inner);
    }
  }

  private void end(String margin) {
    if (indent != null) {
      fuel.text(margin.length());
      text.append('\n').append(margin);
    }
  }

  private void quote(String string) {
    fuel.text(string.length());
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char character = string.charAt(i);
      switch (character) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (character < ' ' || (ascii && character > '~')) {
            text.append(String.format("\\u%04x", (int) character));
          } else {
            text.append(character);
          }
        }
      }
    }
    text.append('"');
  }
}
