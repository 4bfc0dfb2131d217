package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code attribute} of a filter: "a.b.0" means item["a"]["b"][0]. */
record AttributePath(List<Object> parts) {

  /** The item itself. */
  static final AttributePath SELF = new AttributePath(List.of());

  static AttributePath ofNullable(@Nullable Object attribute) {
    return attribute == null ? SELF : of(attribute);
  }

  static AttributePath of(Object attribute) {
    if (attribute == None.NONE) {
      return SELF;
    } else if (!(attribute instanceof String path)) {
      return new AttributePath(List.of(attribute));
    } else {
      List<Object> parts = new ArrayList<>();
      for (String part : path.split("\\.", -1)) {
        parts.add(part.matches("[0-9]{1,9}") ? new BigInteger(part) : part);
      }
      return new AttributePath(parts);
    }
  }

  Object get(Object item, Fuel fuel) {
    Object value = item;
    for (Object part : parts) {
      value = Access.item(value, part, fuel);
    }
    return value;
  }

  /** What is there, or the fallback wherever along the path nothing is. */
  Object get(Object item, Object fallback, Fuel fuel) {
    Object value = item;
    for (Object part : parts) {
      value = Access.item(value, part, fuel);
      value = value instanceof Undefined ? fallback : value;
    }
    return value;
  }

  /** What sorting and comparing look at: text without its case, unless that matters. */
  Object key(Object item, boolean caseSensitive, Fuel fuel) {
    Object value = get(item, fuel);
    if (caseSensitive || !(value instanceof String text)) {
      return value;
    }
    fuel.text(text.length());
    return text.toLowerCase(Locale.ROOT);
  }
}
