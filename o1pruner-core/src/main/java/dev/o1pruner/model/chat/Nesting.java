package dev.o1pruner.model.chat;

import java.util.function.Supplier;

/** Bounds how deep the parser calls itself, well within the default thread stack. */
final class Nesting {

  private final int limit;
  private final String what;
  private int depth;

  Nesting(int limit, String what) {
    this.limit = limit;
    this.what = what;
  }

  <T> T inside(int line, Supplier<T> parse) {
    if (++depth > limit) {
      throw ChatTemplateException.of("%s nested more than %d deep", what, limit).at(line);
    }
    T parsed = parse.get();
    depth--;
    return parsed;
  }
}
