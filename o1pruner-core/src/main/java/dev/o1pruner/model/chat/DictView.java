package dev.o1pruner.model.chat;

import java.util.List;

/** What {@code keys()}, {@code values()} and {@code items()} of a dict return. */
record DictView(Kind kind, List<Object> elements) {

  /** Which of the three. */
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String pythonName;

    Kind(String pythonName) {
      this.pythonName = pythonName;
    }

    String pythonName() {
      return pythonName;
    }
  }
}
