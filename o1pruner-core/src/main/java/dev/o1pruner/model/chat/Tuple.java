package dev.o1pruner.model.chat;

import java.util.List;

/** Python's tuple: a list that prints in parentheses and may be a key. */
record Tuple(List<Object> items) {

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }
}
