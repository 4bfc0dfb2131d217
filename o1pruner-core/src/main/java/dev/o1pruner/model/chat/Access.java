package dev.o1pruner.model.chat;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code value.name} and {@code value[key]} as Jinja reads them: the dot looks for a method first
 * and then for a key, the bracket for a key first; what is found nowhere is undefined.
 */
final class Access {

  private static final ImmutableSet<String> OF_NUMBERS =
      ImmutableSet.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "fromhex",
          "from_bytes",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  private Access() {}

  /** {@code value.name}. */
  static Object attribute(Object value, String name, Fuel fuel) {
    Object found = member(value, name);
    if (found == null) {
      found = element(value, name, fuel);
    }
    return found == null ? Undefined.attribute(value, name) : found;
  }

  /** {@code value[key]}. */
  static Object item(Object value, Object key, Fuel fuel) {
    Object found = element(value, key, fuel);
    if (found == null && key instanceof String name) {
      found = member(value, name);
    }
    if (found != null) {
      return found;
    }
    return key instanceof String name
        ? Undefined.attribute(value, name)
        : Undefined.element(value, PythonText.repr(key, fuel));
  }

  private static @Nullable Object element(Object value, Object key, Fuel fuel) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    } else if (value instanceof Dict dict) {
      boolean unhashable = key instanceof List || key instanceof Dict;
      return unhashable ? null : dict.get(key, fuel);
    } else if (!Types.isInteger(key)) {
      return null;
    } else if (value instanceof Markup) {
      throw markup("[...]");
    }
    boolean ordered = value instanceof String || Sequences.indexed(value) != null;
    boolean reachable = Numbers.integer(key).bitLength() <= 31;
    return ordered && reachable ? Sequences.item(value, Numbers.index(key), fuel) : null;
  }

  private static @Nullable Object member(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    } else if (name.startsWith("__")) {
      throw ChatTemplateException.of("attribute %s is Python's own and not for templates", name);
    } else if (value instanceof Namespace namespace) {
      return namespace.get(name);
    } else if (value instanceof Loop loop) {
      return loop.attribute(name);
    } else if (value instanceof String text) {
      return StringMethods.NAMES.contains(name)
          ? method((args, paid) -> StringMethods.call(text, name, args, paid))
          : null;
    } else if (value instanceof Dict dict) {
      return ContainerMethods.OF_DICT.contains(name)
          ? method((args, paid) -> ContainerMethods.call(dict, name, args, paid))
          : hidden(ContainerMethods.CHANGE_DICT, value, name);
    } else if (value instanceof List) {
      return ContainerMethods.OF_LIST.contains(name)
          ? method((args, paid) -> ContainerMethods.callSequence(value, name, args, paid))
          : hidden(ContainerMethods.CHANGE_LIST, value, name);
    } else if (value instanceof Tuple) {
      return ContainerMethods.OF_TUPLE.contains(name)
          ? method((args, paid) -> ContainerMethods.callSequence(value, name, args, paid))
          : null;
    } else if (value instanceof Markup) {
      throw markup("." + name);
    } else if (value == None.NONE || (Types.isNumber(value) && !OF_NUMBERS.contains(name))) {
      return null;
    }
    throw ChatTemplateException.of(
        "attribute %s of a %s is not supported", name, Types.name(value));
  }

  private static Callable method(Callable method) {
    return method;
  }

  private static @Nullable Object hidden(ImmutableSet<String> names, Object value, String name) {
    return names.contains(name)
        ? new Undefined(
            "access to attribute '%s' of '%s' object is unsafe: a template may not change its values"
                .formatted(name, Types.name(value)))
        : null;
  }

  private static ChatTemplateException markup(String use) {
    return ChatTemplateException.of("%s of text marked safe is not supported", use);
  }
}
