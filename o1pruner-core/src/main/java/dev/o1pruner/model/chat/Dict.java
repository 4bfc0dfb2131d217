package dev.o1pruner.model.chat;

import com.google.common.collect.Iterables;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict: in order of insertion, with keys that are equal across number types. */
final class Dict {

  /** One entry, its key as it was first written. */
  record Entry(Object key, Object value) {}

  private final Map<Object, Entry> entries = new LinkedHashMap<>(); // by canonical key

  /** The call {@code dict(mapping_or_pairs, **named)}. */
  static Dict call(Arguments args, Fuel fuel) {
    Dict dict = new Dict();
    if (args.positional().size() > 1) {
      throw ChatTemplateException.of(
          "dict expected at most 1 argument, got %d", args.positional().size());
    }
    for (Object source : args.positional()) {
      if (source instanceof Dict other) {
        other.entries().forEach(entry -> dict.put(entry.key(), entry.value(), fuel));
      } else {
        for (Object pair : Sequences.iterable(source, fuel)) {
          List<Object> parts = Sequences.list(pair, fuel);
          if (parts.size() != 2) {
            throw ChatTemplateException.of(
                "dict() needs pairs, but got one of length %d", parts.size());
          }
          dict.put(parts.get(0), parts.get(1), fuel);
        }
      }
    }
    args.named().forEach((name, value) -> dict.put(name, value, fuel));
    return dict;
  }

  /** Adds an entry; only while the dict is being built. */
  void put(Object key, Object value, Fuel fuel) {
    fuel.elements(2);
    entries.merge(
        canonical(key, fuel), new Entry(key, value), (old, now) -> new Entry(old.key(), value));
  }

  /** The value of a key, or null if there is none. */
  @Nullable Object get(Object key, Fuel fuel) {
    Entry entry = entries.get(canonical(key, fuel));
    return entry == null ? null : entry.value();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  int size() {
    return entries.size();
  }

  Iterable<Object> keys() {
    return Iterables.transform(entries.values(), Entry::key);
  }

  DictView view(DictView.Kind kind, Fuel fuel) {
    fuel.elements(entries.size());
    List<Object> elements = new ArrayList<>(entries.size());
    for (Entry entry : entries.values()) {
      elements.add(
          switch (kind) {
            case KEYS -> entry.key();
            case VALUES -> entry.value();
            case ITEMS -> Tuple.of(entry.key(), entry.value());
          });
    }
    return new DictView(kind, elements);
  }

  /**
   * The key by which Java's equals and hashCode agree with Python's: 1, 1.0 and True are one key.
   *
   * @throws ChatTemplateException if Python can't hash it either
   */
  static Object canonical(Object key, Fuel fuel) {
    if (key instanceof String text) {
      fuel.scan(text.length());
      return text;
    } else if (key instanceof Markup markup) {
      return canonical(markup.text(), fuel);
    } else if (key instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    } else if (key instanceof Double number
        && number == Math.rint(number)
        && !number.isInfinite()) {
      return new BigDecimal(number).toBigInteger();
    } else if (key instanceof Undefined) {
      return Undefined.class; // all undefined values are equal
    } else if (key instanceof Tuple tuple) {
      fuel.elements(tuple.items().size());
      List<Object> items = new ArrayList<>(tuple.items().size());
      tuple.items().forEach(item -> items.add(canonical(item, fuel)));
      return new Tuple(items);
    } else if (key instanceof List || key instanceof Dict || key instanceof DictView) {
      throw ChatTemplateException.of("unhashable type: '%s'", Types.name(key));
    }
    return key;
  }
}
