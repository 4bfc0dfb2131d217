package dev.o1pruner.model.chat;

import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The caller's Java objects as values of a template. */
final class Values {

  private static final ImmutableSet<Class<?>> INTEGERS =
      ImmutableSet.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

  private Values() {}

  /**
   * The value of a variable: text, number, boolean, null, list, map or message, and these inside.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Object of(@Nullable Object value, Fuel fuel) {
    if (value == null) {
      return None.NONE;
    } else if (value instanceof CharSequence || value instanceof Character) {
      return value.toString();
    } else if (value instanceof Boolean) {
      return value;
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof ChatMessage message) {
      return message(message, fuel);
    } else if (value instanceof Map<?, ?> map) {
      Dict dict = new Dict();
      map.forEach((key, item) -> dict.put(of(key, fuel), of(item, fuel), fuel));
      return dict;
    } else if (value instanceof Iterable<?> items) {
      List<Object> list = new ArrayList<>();
      for (Object item : items) {
        fuel.elements(1);
        list.add(of(item, fuel));
      }
      return list;
    }
    throw new IllegalArgumentException(
        "a template variable holds a %s: make it text, a number, a boolean, a list or a map"
            .formatted(value.getClass().getName()));
  }

  private static Object number(Number number) {
    if (INTEGERS.contains(number.getClass())) {
      return new BigInteger(number.toString());
    } else if (number instanceof Double
        || number instanceof Float
        || number instanceof BigDecimal) {
      return number.doubleValue();
    }
    // Gson keeps the number as it was written: 1 is an int and 1.0 a float, as in Python.
    String written = number.toString();
    boolean integer = written.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    return integer ? Numbers.bounded(new BigInteger(written)) : Double.valueOf(written);
  }

  private static Dict message(ChatMessage message, Fuel fuel) {
    Dict dict = new Dict();
    dict.put("role", message.role(), fuel);
    dict.put("content", message.content(), fuel);
    return dict;
  }
}
