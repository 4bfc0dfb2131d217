package dev.o1pruner.model.chat;

import java.util.HashMap;
import java.util.Map;

/** One {@code value | name(args)}. */
@FunctionalInterface
interface Filter {

  Object apply(Object value, Arguments args, Fuel fuel);

  /** The filter of this name. */
  static Filter named(String name) {
    Filter filter = Filters.ALL.get(name);
    if (filter == null) {
      throw ChatTemplateException.of("filter '%s' is unknown or not supported", name);
    }
    return filter;
  }

  /** All filters by name. */
  final class Filters {
    private static final Map<String, Filter> ALL = all();

    private Filters() {}

    private static Map<String, Filter> all() {
      Map<String, Filter> all = new HashMap<>();
      TextFilters.register(all);
      NumberFilters.register(all);
      SequenceFilters.register(all);
      SelectFilters.register(all);
      return Map.copyOf(all);
    }
  }
}
