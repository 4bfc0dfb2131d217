package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.List;

/** Values as Python's {@code str} and {@code repr} write them. */
final class PythonText {

  private PythonText() {}

  /** What <code>{{ value }}</code> prints. */
  static String str(Object value, Fuel fuel) {
    if (Types.isText(value)) {
      return Types.text(value);
    } else if (value instanceof Undefined) {
      return "";
    }
    return repr(value, fuel);
  }

  /** The value as it appears inside a printed list. */
  static String repr(Object value, Fuel fuel) {
    StringBuilder text = new StringBuilder();
    repr(value, text, fuel);
    return text.toString();
  }

  private static void repr(Object value, StringBuilder text, Fuel fuel) {
    fuel.text(8);
    if (value instanceof String string) {
      quote(string, text, fuel);
    } else if (value instanceof Boolean truth) {
      text.append(truth ? "True" : "False");
    } else if (value == None.NONE) {
      text.append("None");
    } else if (value instanceof BigInteger number) {
      fuel.text(number.bitLength() / 3);
      text.append(number);
    } else if (value instanceof Double number) {
      text.append(Numbers.repr(number, fuel));
    } else if (value instanceof Undefined) {
      text.append("Undefined");
    } else if (value instanceof List<?> list) {
      text.append('[');
      sequence(list, text, fuel);
      text.append(']');
    } else if (value instanceof Tuple tuple) {
      text.append('(');
      sequence(tuple.items(), text, fuel);
      text.append(tuple.items().size() == 1 ? ",)" : ")");
    } else if (value instanceof Dict dict) {
      dict(dict, text, fuel);
    } else if (value instanceof DictView view) {
      text.append(view.kind().pythonName()).append("([");
      sequence(view.elements(), text, fuel);
      text.append("])");
    } else if (value instanceof Range range) {
      text.append("range(").append(range.start()).append(", ").append(range.stop());
      text.append(range.step() == 1 ? ")" : ", " + range.step() + ")");
    } else {
      // Python prints an address or the like: no template means to, and it can't be reproduced.
      throw ChatTemplateException.of(
          "a %s can't be printed; a list can (add | list)", Types.name(value));
    }
  }

  private static void sequence(List<?> items, StringBuilder text, Fuel fuel) {
    String separator = "";
    for (Object item : items) {
      text.append(separator);
      repr(item, text, fuel);
      separator = ", ";
    }
  }

  private static void dict(Dict dict, StringBuilder text, Fuel fuel) {
    text.append('{');
    String separator = "";
    for (Dict.Entry entry : dict.entries()) {
      text.append(separator);
      repr(entry.key(), text, fuel);
      text.append(": ");
      repr(entry.value(), text, fuel);
      separator = ", ";
    }
    text.append('}');
  }

  private static void quote(String string, StringBuilder text, Fuel fuel) {
    fuel.text(string.length());
    char quote = string.contains("'") && !string.contains("\"") ? '"' : '\'';
    text.append(quote);
    string
        .codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                  if (character == quote) {
                    text.append('\\').append(quote);
                  } else if (CodePoints.isPrintable(character)) {
                    text.appendCodePoint(character);
                  } else {
                    text.append(escape(character));
                  }
                }
              }
            });
    text.append(quote);
  }

  private static String escape(int character) {
    if (character <= 0xff) {
      return String.format("\\x%02x", character);
    }
    return String.format(character <= 0xffff ? "\\u%04x" : "\\U%08x", character);
  }
}
