package dev.o1pruner.model.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What a call, filter or test is given. */
record Arguments(List<Object> positional, Map<String, Object> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Object... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /**
   * The arguments by parameter name.
   *
   * @param callee for errors
   * @param parameters in order of position; those with a default end in {@code ?}
   */
  Bound bind(String callee, String... parameters) {
    if (positional.size() > parameters.length) {
      throw ChatTemplateException.of(
          "%s takes %d argument(s) at most, but got %d",
          callee, parameters.length, positional.size());
    }
    Map<String, Object> left = new HashMap<>(named);
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      boolean optional = parameters[i].endsWith("?");
      String name =
          optional ? parameters[i].substring(0, parameters[i].length() - 1) : parameters[i];
      Object byName = left.remove(name);
      if (i < positional.size() && byName != null) {
        throw ChatTemplateException.of("%s got two values for argument '%s'", callee, name);
      }
      Object value = i < positional.size() ? positional.get(i) : byName;
      if (value != null) {
        values.put(name, value);
      } else if (!optional) {
        throw ChatTemplateException.of("%s needs argument '%s'", callee, name);
      }
    }
    if (!left.isEmpty()) {
      throw ChatTemplateException.of(
          "%s has no argument '%s'", callee, left.keySet().iterator().next());
    }
    return new Bound(callee, values);
  }

  /** Refuses keywords, as Python's built-in functions do. */
  void refuseNamed(String callee) {
    if (!named.isEmpty()) {
      throw ChatTemplateException.of("%s takes no keyword arguments", callee);
    }
  }

  /** Without the first positional arguments. */
  Arguments skip(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /** Arguments by parameter name. */
  static final class Bound {

    private final String callee;
    private final Map<String, Object> values;

    private Bound(String callee, Map<String, Object> values) {
      this.callee = callee;
      this.values = values;
    }

    /** The value of a required parameter. */
    Object get(String name) {
      Object value = values.get(name);
      if (value == null) {
        throw new NoSuchElementException(name); // a parameter that bind was not told of
      }
      return value;
    }

    Object get(String name, Object fallback) {
      return values.getOrDefault(name, fallback);
    }

    /** The value, or null if it is absent or None. */
    @Nullable Object given(String name) {
      Object value = values.get(name);
      return value == None.NONE ? null : value;
    }

    /** A text, or null if it is absent or None. */
    @Nullable String text(String name) {
      Object value = given(name);
      if (value == null || Types.isText(value)) {
        return value == null ? null : Types.text(value);
      }
      throw ChatTemplateException.of(
          "argument '%s' of %s must be str, not %s", name, callee, Types.name(value));
    }

    /** A text that must be given. */
    String requiredText(String name) {
      String text = text(name);
      if (text == null) {
        throw ChatTemplateException.of(
            "argument '%s' of %s must be str, not NoneType", name, callee);
      }
      return text;
    }

    int integer(String name, int fallback) {
      Object value = values.get(name);
      return value == null ? fallback : Numbers.index(value);
    }

    boolean truth(String name, boolean fallback) {
      Object value = values.get(name);
      return value == null ? fallback : Types.isTrue(value);
    }
  }
}
