package dev.o1pruner.model.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Variables by name, inside those of an outer scope. */
final class Scope {

  /** What Jinja knows and this interpreter does not. */
  private static final Set<String> UNSUPPORTED =
      Set.of("self", "super", "lipsum", "cycler", "joiner");

  private final Names names;
  private final @Nullable Scope outer;
  private final Map<String, Object> variables;
  private final Fuel fuel;

  private Scope(Names names, @Nullable Scope outer, Map<String, Object> variables, Fuel fuel) {
    this.names = names;
    this.outer = outer;
    this.variables = variables;
    this.fuel = fuel;
  }

  /** The scope around a template: what it is given, and behind that what Jinja always has. */
  static Scope of(Map<String, Object> variables, Map<String, Object> globals, Fuel fuel) {
    return new Scope(new Names(), new Scope(new Names(), null, globals, fuel), variables, fuel);
  }

  /** A new scope inside this one. */
  Scope inner(Names innerNames) {
    return new Scope(innerNames, this, new HashMap<>(), fuel);
  }

  Fuel fuel() {
    return fuel;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return value;
      } else if (scope.names.assignsFirst(name) && !scope.knownOutside(name)) {
        return Undefined.name(name);
      }
    }
    if (UNSUPPORTED.contains(name)) {
      throw ChatTemplateException.of("Jinja's '%s' is not supported", name);
    }
    return Undefined.name(name);
  }

  private boolean knownOutside(String name) {
    for (Scope scope = outer; scope != null; scope = scope.outer) {
      if (scope.names.knows(name)) {
        return true;
      }
    }
    return false;
  }
}
