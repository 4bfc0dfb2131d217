package dev.o1pruner.model.chat;

import com.google.common.collect.Iterators;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The lazy filters: map, select, reject, selectattr, rejectattr, unique. */
final class SelectFilters {

  private SelectFilters() {}

  static void register(Map<String, Filter> filters) {
    filters.put("map", SelectFilters::map);
    filters.put("select", (value, args, fuel) -> select(value, args, false, true, fuel));
    filters.put("reject", (value, args, fuel) -> select(value, args, false, false, fuel));
    filters.put("selectattr", (value, args, fuel) -> select(value, args, true, true, fuel));
    filters.put("rejectattr", (value, args, fuel) -> select(value, args, true, false, fuel));
    filters.put("unique", SelectFilters::unique);
  }

  private static Object map(Object value, Arguments args, Fuel fuel) {
    Function<Object, Object> mapping;
    if (args.positional().isEmpty() && args.named().containsKey("attribute")) {
      Arguments.Bound bound = args.bind("map", "attribute", "default?");
      AttributePath path = AttributePath.ofNullable(bound.given("attribute"));
      Object fallback = bound.given("default");
      mapping =
          fallback == null ? item -> path.get(item, fuel) : item -> path.get(item, fallback, fuel);
    } else {
      Filter filter = Filter.named(name("map", args));
      Arguments rest = args.skip(1);
      mapping = item -> filter.apply(item, rest, fuel);
    }
    return new Generator(
        Iterators.transform(items(value, fuel), item -> step(fuel, mapping, item)));
  }

  private static Object step(Fuel fuel, Function<Object, Object> mapping, Object item) {
    fuel.elements(1);
    return mapping.apply(item);
  }

  private static Object select(
      Object value, Arguments args, boolean ofAttribute, boolean wanted, Fuel fuel) {
    AttributePath path = AttributePath.SELF;
    Arguments rest = args;
    if (ofAttribute) {
      if (args.positional().isEmpty()) {
        throw ChatTemplateException.of("selectattr and rejectattr need the name of an attribute");
      }
      path = AttributePath.of(args.positional().get(0));
      rest = args.skip(1);
    }
    Predicate<Object> test = test(rest, fuel);
    AttributePath tested = path;
    return new Generator(
        Iterators.filter(items(value, fuel), item -> test.test(tested.get(item, fuel)) == wanted));
  }

  private static Predicate<Object> test(Arguments args, Fuel fuel) {
    if (args.positional().isEmpty()) {
      return Types::isTrue;
    }
    String name = name("select", args);
    Arguments rest = args.skip(1);
    return value -> Tests.holds(name, value, rest, fuel);
  }

  private static String name(String filter, Arguments args) {
    List<Object> positional = args.positional();
    if (positional.isEmpty() || !(positional.get(0) instanceof String name)) {
      throw ChatTemplateException.of("%s needs the name of a filter or test first", filter);
    }
    return name;
  }

  /** Jinja looks at the value's truth before it iterates, so that None is an empty sequence. */
  private static Iterator<Object> items(Object value, Fuel fuel) {
    return Types.isTrue(value) ? Sequences.iterator(value, fuel) : Collections.emptyIterator();
  }

  private static Object unique(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("unique", "case_sensitive?", "attribute?");
    boolean caseSensitive = bound.truth("case_sensitive", false);
    AttributePath path = AttributePath.ofNullable(bound.given("attribute"));
    Set<Object> seen = new HashSet<>();
    return new Generator(
        Iterators.filter(
            Sequences.iterator(value, fuel),
            item -> {
              fuel.elements(1);
              return seen.add(Dict.canonical(path.key(item, caseSensitive, fuel), fuel));
            }));
  }
}
