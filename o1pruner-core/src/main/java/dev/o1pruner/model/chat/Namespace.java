package dev.o1pruner.model.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one mutable value: {@code namespace(count=0)}, then {@code {% set ns.count = 1 %}}. */
final class Namespace {

  private final Map<String, Object> attributes = new LinkedHashMap<>();

  static Namespace call(Arguments args, Fuel fuel) {
    Namespace namespace = new Namespace();
    Dict.call(args, fuel)
        .entries()
        .forEach(
            entry -> {
              if (!(entry.key() instanceof String name)) {
                throw ChatTemplateException.of(
                    "a namespace attribute is named by text, not by %s", Types.name(entry.key()));
              }
              namespace.set(name, entry.value());
            });
    return namespace;
  }

  @Nullable Object get(String name) {
    return attributes.get(name);
  }

  void set(String name, Object value) {
    attributes.put(name, value);
  }
}
