package dev.o1pruner.model.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Supplier;

/** Tells the scope that is being parsed, and the macros around it, which names they mention. */
final class NameTracker {

  private Names current = new Names();
  private final Deque<Set<String>> macros = new ArrayDeque<>();

  Names current() {
    return current;
  }

  void read(String name) {
    current.read(name);
    if (Macro.SPECIAL.contains(name)) {
      macros.forEach(mentioned -> mentioned.add(name));
    }
  }

  /** Parses something that belongs to another scope, or to a branch of this one. */
  <T> T in(Names names, Supplier<T> parse) {
    Names outer = current;
    current = names;
    T parsed = parse.get();
    current = outer;
    return parsed;
  }

  /** Parses the body of a macro and returns it; the set receives what special names it reads. */
  <T> T inMacro(Set<String> mentioned, Supplier<T> parse) {
    macros.push(mentioned);
    T parsed = parse.get();
    macros.pop();
    return parsed;
  }
}
