package dev.o1pruner.model.chat;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Length, iteration, indexing and slicing of whatever Python allows them on. */
final class Sequences {

  private static final int UNSIZED = -1;

  private Sequences() {}

  /** {@code len(value)} where only zero or not matters, or a negative number if it has none. */
  static int lengthOrUnsized(Object value) {
    if (Types.isText(value)) {
      return Types.text(value).length(); // UTF-16 units: zero exactly if there are no code points
    } else if (value instanceof Dict dict) {
      return dict.size();
    } else if (value instanceof DictView view) {
      return view.elements().size();
    } else if (value instanceof Undefined) {
      return 0;
    } else if (value instanceof Loop loop) {
      return loop.length();
    }
    List<Object> items = indexed(value);
    return items == null ? UNSIZED : items.size();
  }

  /** {@code len(value)}. */
  static int length(Object value, Fuel fuel) {
    int length =
        Types.isText(value) ? CodePoints.length(Types.text(value), fuel) : lengthOrUnsized(value);
    if (length == UNSIZED) {
      throw ChatTemplateException.of("object of type '%s' has no len()", Types.name(value));
    }
    return length;
  }

  /** The items of a list, tuple or range, or null for anything else. */
  @SuppressWarnings("unchecked") // lists of values hold values only
  static @Nullable List<Object> indexed(Object value) {
    if (value instanceof List) {
      return (List<Object>) value;
    } else if (value instanceof Tuple tuple) {
      return tuple.items();
    } else if (value instanceof Range range) {
      return range.items();
    }
    return null;
  }

  /** What a {@code for} goes through, or null if it can't. */
  static @Nullable Iterator<Object> iteratorOrNull(Object value, Fuel fuel) {
    List<Object> items = indexed(value);
    if (items != null) {
      return items.iterator();
    } else if (value instanceof Dict dict) {
      return dict.keys().iterator();
    } else if (value instanceof DictView view) {
      return view.elements().iterator();
    } else if (value instanceof Generator generator) {
      return generator.iterator();
    } else if (value instanceof Undefined) {
      return List.of().iterator();
    } else if (Types.isText(value)) {
      return characters(Types.text(value), fuel).iterator();
    }
    return null;
  }

  static Iterator<Object> iterator(Object value, Fuel fuel) {
    Iterator<Object> iterator = iteratorOrNull(value, fuel);
    if (iterator == null) {
      throw ChatTemplateException.of("'%s' object is not iterable", Types.name(value));
    }
    return Iterators.transform(
        iterator,
        item -> {
          fuel.scan(8);
          return item;
        });
  }

  static Iterable<Object> iterable(Object value, Fuel fuel) {
    return () -> iterator(value, fuel);
  }

  /** A new list of everything that iteration gives. */
  static List<Object> list(Object value, Fuel fuel) {
    List<Object> list = new ArrayList<>();
    for (Object item : iterable(value, fuel)) {
      fuel.elements(1);
      list.add(item);
    }
    return list;
  }

  private static List<Object> characters(String text, Fuel fuel) {
    fuel.elements(text.length());
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(character -> characters.add(Character.toString(character)));
    return characters;
  }

  /** {@code value[index]} of a sequence, or null if it has no such item. */
  static @Nullable Object item(Object value, int index, Fuel fuel) {
    int length = length(value, fuel);
    int position = index < 0 ? index + length : index;
    if (position < 0 || position >= length) {
      return null;
    }
    List<Object> items = indexed(value);
    return items != null
        ? items.get(position)
        : CodePoints.sub(Types.text(value), position, position + 1, fuel);
  }

  /** {@code value[from:to:step]}, where each bound may be None. */
  static Object slice(Object value, Object from, Object to, Object step, Fuel fuel) {
    List<Object> items = Types.isText(value) ? null : indexed(value);
    if (items == null && !(value instanceof String)) {
      throw value instanceof Undefined undefined
          ? undefined.error()
          : ChatTemplateException.of("'%s' object can't be sliced", Types.name(value));
    }
    int stride = step == None.NONE ? 1 : Numbers.index(step);
    if (stride == 0) {
      throw ChatTemplateException.of("slice step cannot be zero");
    }
    int length = length(value, fuel);
    int lowest = stride > 0 ? 0 : -1;
    int highest = stride > 0 ? length : length - 1;
    int start = bound(from, stride > 0 ? lowest : highest, length, lowest, highest);
    int stop = bound(to, stride > 0 ? highest : lowest, length, lowest, highest);
    if (value instanceof Range range) {
      return range.slice(start, stop, stride);
    } else if (items == null) {
      return text((String) value, start, stop, stride, fuel);
    }
    List<Object> slice = new ArrayList<>();
    for (long i = start; stride > 0 ? i < stop : i > stop; i += stride) {
      fuel.elements(1);
      slice.add(items.get((int) i));
    }
    return value instanceof Tuple ? new Tuple(slice) : slice;
  }

  private static String text(String text, int start, int stop, int stride, Fuel fuel) {
    if (stride == 1) {
      return CodePoints.sub(text, start, Math.max(start, stop), fuel);
    }
    fuel.text(text.length());
    int[] characters = text.codePoints().toArray();
    StringBuilder slice = new StringBuilder();
    for (long i = start; stride > 0 ? i < stop : i > stop; i += stride) {
      slice.appendCodePoint(characters[(int) i]);
    }
    return slice.toString();
  }

  private static int bound(Object given, int absent, int length, int lowest, int highest) {
    if (given == None.NONE) {
      return absent;
    } else if (!Types.isInteger(given)) {
      throw ChatTemplateException.of("slice indices must be integers, not %s", Types.name(given));
    }
    int index = Numbers.integer(given).signum() < 0 ? clamp(given) + length : clamp(given);
    return Math.max(lowest, Math.min(highest, index));
  }

  private static int clamp(Object integer) {
    // Half of the int range, so that adding a length can't overflow.
    long bits = Numbers.integer(integer).bitLength();
    int half = Integer.MAX_VALUE / 2;
    if (bits > 30) {
      return Numbers.integer(integer).signum() < 0 ? -half : half;
    }
    return Numbers.index(integer);
  }
}
