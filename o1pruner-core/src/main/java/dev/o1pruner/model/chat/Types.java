package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.List;

/** Python's names for values, and which of them count as true. */
final class Types {

  private Types() {}

  /** What {@code type(value).__name__} says. */
  static String name(Object value) {
    if (value instanceof String) {
      return "str";
    } else if (value instanceof BigInteger) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof List) {
      return "list";
    } else if (value instanceof Tuple) {
      return "tuple";
    } else if (value instanceof Dict) {
      return "dict";
    } else if (value == None.NONE) {
      return "NoneType";
    } else if (value instanceof Range) {
      return "range";
    } else if (value instanceof DictView view) {
      return view.kind().pythonName();
    }
    return value.getClass().getSimpleName(); // Undefined, Markup, Namespace and the like
  }

  /** The value as Jinja's messages name it. */
  static String describe(Object value) {
    return value == None.NONE ? "None" : name(value) + " object";
  }

  static boolean isTrue(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    } else if (value instanceof BigInteger number) {
      return number.signum() != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value == None.NONE) {
      return false;
    }
    int length = Sequences.lengthOrUnsized(value);
    return length != 0; // what has no length is true, as in Python
  }

  /** An int or a bool, which Python counts as one. */
  static boolean isInteger(Object value) {
    return value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean isNumber(Object value) {
    return isInteger(value) || value instanceof Double;
  }

  /** The text of a str, escaped or not; callers have checked {@link #isText}. */
  static String text(Object value) {
    return value instanceof Markup markup ? markup.text() : (String) value;
  }

  static boolean isText(Object value) {
    return value instanceof String || value instanceof Markup;
  }
}
