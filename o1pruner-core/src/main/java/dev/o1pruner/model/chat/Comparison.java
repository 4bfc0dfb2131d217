package dev.o1pruner.model.chat;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Python's {@code ==}, {@code <} and {@code in}. */
final class Comparison {

  /** What comparing two small values costs, in the time to look at a character. */
  private static final int COMPARED = 16;

  private Comparison() {}

  /** The comparison of this name, which is also the name of Jinja's test for it. */
  static boolean holds(String name, Object a, Object b, Fuel fuel) {
    return switch (name) {
      case "eq" -> equal(a, b, fuel);
      case "ne" -> !equal(a, b, fuel);
      case "lt" -> order(a, b, fuel) < 0;
      case "le" -> order(a, b, fuel) <= 0;
      case "gt" -> order(a, b, fuel) > 0;
      case "ge" -> order(a, b, fuel) >= 0;
      case "in" -> contains(b, a, fuel);
      default -> throw new IllegalArgumentException("no comparison is called " + name);
    };
  }

  static boolean equal(Object a, Object b, Fuel fuel) {
    fuel.scan(COMPARED);
    if (Types.isNumber(a) && Types.isNumber(b)) {
      return numbersEqual(a, b);
    } else if (Types.isText(a) && Types.isText(b)) {
      String text = Types.text(a);
      fuel.scan(text.length());
      return text.equals(Types.text(b));
    } else if (a instanceof Undefined || b instanceof Undefined) {
      return a instanceof Undefined && b instanceof Undefined;
    } else if (a instanceof Dict x && b instanceof Dict y) {
      return dictsEqual(x, y, fuel);
    } else if (a instanceof DictView || b instanceof DictView) {
      throw ChatTemplateException.of("comparing a view of a dict is not supported: add | list");
    }
    List<Object> x = Sequences.indexed(a);
    List<Object> y = Sequences.indexed(b);
    if (x != null && y != null && Types.name(a).equals(Types.name(b))) {
      return sequencesEqual(x, y, fuel);
    }
    return same(a, b);
  }

  /** Whether they are one object, which is how Python compares what has no value of its own. */
  @SuppressWarnings("ReferenceEquality")
  static boolean same(Object a, Object b) {
    return a == b;
  }

  private static boolean numbersEqual(Object a, Object b) {
    if (Types.isInteger(a) && Types.isInteger(b)) {
      return Numbers.integer(a).equals(Numbers.integer(b));
    } else if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue();
    }
    double decimal = a instanceof Double x ? x : (Double) b;
    return !Double.isNaN(decimal) && compareNumbers(a, b) == 0;
  }

  private static boolean dictsEqual(Dict a, Dict b, Fuel fuel) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Dict.Entry entry : a.entries()) {
      Object other = b.get(entry.key(), fuel);
      if (other == null || !equal(entry.value(), other, fuel)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sequencesEqual(List<Object> a, List<Object> b, Fuel fuel) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), fuel)) {
        return false;
      }
    }
    return true;
  }

  /** Negative, zero or positive as the first is less than, equal to or greater than the second. */
  static int order(Object a, Object b, Fuel fuel) {
    fuel.scan(COMPARED);
    if (a instanceof Undefined undefined) {
      throw undefined.error();
    } else if (b instanceof Undefined undefined) {
      throw undefined.error();
    } else if (Types.isNumber(a) && Types.isNumber(b)) {
      return compareNumbers(a, b);
    } else if (Types.isText(a) && Types.isText(b)) {
      return CodePoints.compare(Types.text(a), Types.text(b), fuel);
    } else if ((a instanceof List && b instanceof List)
        || (a instanceof Tuple && b instanceof Tuple)) {
      return compareSequences(Sequences.list(a, fuel), Sequences.list(b, fuel), fuel);
    }
    throw ChatTemplateException.of(
        "'%s' and '%s' can't be ordered by <, >, <= or >=", Types.name(a), Types.name(b));
  }

  private static int compareNumbers(Object a, Object b) {
    if (Types.isInteger(a) && Types.isInteger(b)) {
      return Numbers.integer(a).compareTo(Numbers.integer(b));
    }
    double x = rounded(a);
    double y = rounded(b);
    if (Double.isNaN(x) || Double.isNaN(y)) {
      throw ChatTemplateException.of("ordering nan is not supported");
    } else if (x != y || (a instanceof Double && b instanceof Double)) {
      return x < y ? -1 : x > y ? 1 : 0; // rounding an int keeps it on its side of other floats
    } else if (b instanceof Double) {
      return -compareNumbers(b, a);
    } else if (Double.isInfinite(x)) {
      return x > 0 ? 1 : -1;
    }
    return new BigDecimal(x).toBigInteger().compareTo(Numbers.integer(b)); // x is whole, as b is
  }

  private static double rounded(Object number) {
    return number instanceof Double decimal ? decimal : Numbers.integer(number).doubleValue();
  }

  private static int compareSequences(List<Object> a, List<Object> b, Fuel fuel) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i), fuel)) {
        return order(a.get(i), b.get(i), fuel);
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** {@code item in container}. */
  static boolean contains(Object container, Object item, Fuel fuel) {
    if (Types.isText(container)) {
      if (!Types.isText(item)) {
        throw ChatTemplateException.of(
            "'in <string>' requires string as left operand, not %s", Types.name(item));
      }
      return CodePoints.find(Types.text(container), Types.text(item), 0, fuel) >= 0;
    } else if (container instanceof Dict dict) {
      return dict.get(item, fuel) != null;
    }
    Iterator<Object> items = Sequences.iteratorOrNull(container, fuel);
    if (items == null) {
      throw ChatTemplateException.of(
          "argument of type '%s' is not iterable, so it can't be searched with in",
          Types.name(container));
    }
    while (items.hasNext()) {
      Object next = items.next();
      if (same(next, item) || equal(next, item, fuel)) {
        return true;
      }
    }
    return false;
  }
}
