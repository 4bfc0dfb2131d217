package dev.o1pruner.model.chat;

import com.google.common.collect.ImmutableSet;
import java.math.BigInteger;
import java.util.List;

/** The methods of Python's dict, list and tuple that don't change them. */
final class ContainerMethods {

  static final ImmutableSet<String> OF_DICT =
      ImmutableSet.of("copy", "fromkeys", "get", "items", "keys", "values");
  static final ImmutableSet<String> OF_LIST = ImmutableSet.of("copy", "count", "index");
  static final ImmutableSet<String> OF_TUPLE = ImmutableSet.of("count", "index");

  /** What Jinja's immutable sandbox hides. */
  static final ImmutableSet<String> CHANGE_DICT =
      ImmutableSet.of("clear", "pop", "popitem", "setdefault", "update");

  static final ImmutableSet<String> CHANGE_LIST =
      ImmutableSet.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");

  private ContainerMethods() {}

  /** {@code dict.name(args)}. */
  static Object call(Dict dict, String name, Arguments args, Fuel fuel) {
    args.refuseNamed("dict." + name);
    switch (name) {
      case "get" -> {
        Arguments.Bound bound = args.bind(name, "key", "default?");
        Object value = dict.get(bound.get("key"), fuel);
        return value == null ? bound.get("default", None.NONE) : value;
      }
      case "items" -> {
        args.bind(name);
        return dict.view(DictView.Kind.ITEMS, fuel);
      }
      case "keys" -> {
        args.bind(name);
        return dict.view(DictView.Kind.KEYS, fuel);
      }
      case "values" -> {
        args.bind(name);
        return dict.view(DictView.Kind.VALUES, fuel);
      }
      case "copy" -> {
        args.bind(name);
        return dict; // nothing can change it, so one is as good as two
      }
      default -> throw ChatTemplateException.of("method %s of a dict is not supported", name);
    }
  }

  /** {@code sequence.name(args)} of a list or tuple. */
  static Object callSequence(Object sequence, String name, Arguments args, Fuel fuel) {
    args.refuseNamed(Types.name(sequence) + "." + name);
    if (name.equals("copy")) {
      args.bind(name);
      return sequence;
    }
    List<Object> items = Sequences.list(sequence, fuel);
    Object wanted = args.bind(name, "value").get("value");
    int count = 0;
    for (int i = 0; i < items.size(); i++) {
      if (Comparison.equal(items.get(i), wanted, fuel)) {
        if (name.equals("index")) {
          return BigInteger.valueOf(i);
        }
        count++;
      }
    }
    if (name.equals("index")) {
      throw ChatTemplateException.of(
          "the value searched by index() is not in the %s", Types.name(sequence));
    }
    return BigInteger.valueOf(count);
  }
}
