package dev.o1pruner.model.chat;

import com.google.common.collect.Lists;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters over whole sequences: ends, order, sums, and the default of a value. */
final class SequenceFilters {

  private SequenceFilters() {}

  static void register(Map<String, Filter> filters) {
    filters.put("default", SequenceFilters::orDefault);
    filters.put("d", SequenceFilters::orDefault);
    filters.put("length", SequenceFilters::length);
    filters.put("count", SequenceFilters::length);
    filters.put("first", SequenceFilters::first);
    filters.put("last", SequenceFilters::last);
    filters.put("list", SequenceFilters::list);
    filters.put("items", SequenceFilters::items);
    filters.put("join", SequenceFilters::join);
    filters.put("reverse", SequenceFilters::reverse);
    filters.put("sort", SequenceFilters::sort);
    filters.put("dictsort", SequenceFilters::dictsort);
    filters.put("min", (value, args, fuel) -> extreme("min", -1, value, args, fuel));
    filters.put("max", (value, args, fuel) -> extreme("max", 1, value, args, fuel));
    filters.put("sum", SequenceFilters::sum);
  }

  private static Object orDefault(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("default", "default_value?", "boolean?");
    boolean missing =
        value instanceof Undefined || (bound.truth("boolean", false) && !Types.isTrue(value));
    return missing ? bound.get("default_value", "") : value;
  }

  private static Object length(Object value, Arguments args, Fuel fuel) {
    args.bind("length");
    return BigInteger.valueOf(Sequences.length(value, fuel));
  }

  private static Object first(Object value, Arguments args, Fuel fuel) {
    args.bind("first");
    Iterator<Object> items = Sequences.iterator(value, fuel);
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  private static Object last(Object value, Arguments args, Fuel fuel) {
    args.bind("last");
    if (value instanceof Generator) {
      throw ChatTemplateException.of("a lazy sequence has no last item: add | list before | last");
    }
    List<Object> items = Sequences.list(value, fuel);
    return items.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : items.get(items.size() - 1);
  }

  private static Object list(Object value, Arguments args, Fuel fuel) {
    args.bind("list");
    return Sequences.list(value, fuel);
  }

  private static Object items(Object value, Arguments args, Fuel fuel) {
    args.bind("items");
    if (value instanceof Dict dict) {
      return new Generator(dict.view(DictView.Kind.ITEMS, fuel).elements().iterator());
    } else if (value instanceof Undefined) {
      return new Generator(Collections.emptyIterator());
    }
    throw ChatTemplateException.of(
        "can only get item pairs from a mapping, not %s", Types.name(value));
  }

  private static Object join(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("join", "d?", "attribute?");
    String separator = PythonText.str(bound.get("d", ""), fuel);
    Object attribute = bound.given("attribute");
    List<String> texts = new ArrayList<>();
    for (Object item : Sequences.iterable(value, fuel)) {
      Object part = attribute == null ? item : AttributePath.of(attribute).get(item, fuel);
      fuel.elements(1);
      texts.add(PythonText.str(part, fuel));
    }
    return StringMethods.join(separator, texts, fuel);
  }

  private static Object reverse(Object value, Arguments args, Fuel fuel) {
    args.bind("reverse");
    if (value instanceof String text) {
      return Sequences.slice(text, None.NONE, None.NONE, BigInteger.valueOf(-1), fuel);
    }
    List<Object> reversed = Lists.reverse(Sequences.list(value, fuel));
    return value instanceof Generator ? reversed : new Generator(reversed.iterator());
  }

  private static Object sort(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("sort", "reverse?", "case_sensitive?", "attribute?");
    Object attribute = bound.given("attribute");
    boolean caseSensitive = bound.truth("case_sensitive", false);
    List<AttributePath> paths = new ArrayList<>();
    if (attribute instanceof String names) {
      Splitting.at(names, ",", -1, false, fuel).forEach(name -> paths.add(AttributePath.of(name)));
    } else {
      paths.add(AttributePath.ofNullable(attribute));
    }
    List<Object> keyed = new ArrayList<>(); // (key, item) pairs, so that each key is made once
    for (Object item : Sequences.iterable(value, fuel)) {
      List<Object> key = new ArrayList<>();
      paths.forEach(path -> key.add(path.key(item, caseSensitive, fuel)));
      fuel.elements(2);
      keyed.add(Tuple.of(key, item));
    }
    return sorted(keyed, bound.truth("reverse", false), fuel);
  }

  private static List<Object> sorted(List<Object> keyed, boolean reverse, Fuel fuel) {
    Comparator<Object> byKey =
        (a, b) -> Comparison.order(((Tuple) a).items().get(0), ((Tuple) b).items().get(0), fuel);
    keyed.sort(reverse ? byKey.reversed() : byKey); // stable both ways, as Python's sort is
    List<Object> items = new ArrayList<>(keyed.size());
    keyed.forEach(pair -> items.add(((Tuple) pair).items().get(1)));
    return items;
  }

  private static Object dictsort(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("dictsort", "case_sensitive?", "by?", "reverse?");
    Object by = bound.get("by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw ChatTemplateException.of("dictsort sorts by 'key' or 'value', not by %s", by);
    } else if (!(value instanceof Dict dict)) {
      throw ChatTemplateException.of("dictsort needs a dict, not %s", Types.describe(value));
    } else {
      boolean caseSensitive = bound.truth("case_sensitive", false);
      List<Object> keyed = new ArrayList<>();
      for (Dict.Entry entry : dict.entries()) {
        Object key = by.equals("key") ? entry.key() : entry.value();
        fuel.elements(4);
        keyed.add(
            Tuple.of(
                AttributePath.SELF.key(key, caseSensitive, fuel),
                Tuple.of(entry.key(), entry.value())));
      }
      return sorted(keyed, bound.truth("reverse", false), fuel);
    }
  }

  private static Object extreme(String name, int sign, Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind(name, "case_sensitive?", "attribute?");
    AttributePath path = AttributePath.ofNullable(bound.given("attribute"));
    boolean caseSensitive = bound.truth("case_sensitive", false);
    @Nullable Object best = null;
    @Nullable Object bestKey = null;
    for (Object item : Sequences.iterable(value, fuel)) {
      Object key = path.key(item, caseSensitive, fuel);
      if (bestKey == null || sign * Comparison.order(key, bestKey, fuel) > 0) {
        best = item;
        bestKey = key;
      }
    }
    return best == null ? new Undefined("No aggregated item, sequence was empty.") : best;
  }

  private static Object sum(Object value, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind("sum", "attribute?", "start?");
    AttributePath path = AttributePath.ofNullable(bound.given("attribute"));
    Object sum = bound.get("start", BigInteger.ZERO);
    if (Types.isText(sum)) {
      throw ChatTemplateException.of("sum() can't sum strings: use | join");
    }
    for (Object item : Sequences.iterable(value, fuel)) {
      sum = Operators.apply("+", sum, path.get(item, fuel), fuel);
    }
    return sum;
  }
}
