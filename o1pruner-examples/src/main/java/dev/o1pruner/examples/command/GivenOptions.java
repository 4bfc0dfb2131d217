package dev.o1pruner.examples.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of a command line as text that means the same on another day, defaults included. */
final class GivenOptions {

  /** Names the environment variable with a secret. */
  static final String API_KEY = "--api-key-env";

  /**
   * What says where results or words go, not what they are; and what names a secret: a manifest may
   * be somebody else's, and its server too.
   */
  private static final Set<String> LEFT_OUT =
      ImmutableSet.of("--out", "--json", "--help", "--version", "--stacktrace", API_KEY);

  private GivenOptions() {}

  /** By name: whether a flag was given, and of other options the values as they'd be given. */
  static Map<String, Object> of(CommandSpec command) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        Object value = option.getValue();
        options.put(option.longestName(), value instanceof Boolean ? value : texts(option, value));
      }
    }
    return options;
  }

  private static List<String> texts(OptionSpec option, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!option.originalStringValues().isEmpty() && option.converters().length > 0) {
      return option.originalStringValues(); // what it was made of
    }
    if (option.defaultValue() != null && option.converters().length > 0) {
      return List.of(option.defaultValue());
    }
    if (value instanceof Collection<?> several) {
      return several.stream().map(GivenOptions::text).toList();
    }
    if (value instanceof Map<?, ?> several) {
      return several.entrySet().stream()
          .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
          .toList();
    }
    return ImmutableList.of(text(value));
  }

  /** A path from whatever directory. */
  private static String text(@Nullable Object value) {
    return value instanceof Path path
        ? path.toAbsolutePath().normalize().toString()
        : String.valueOf(value);
  }
}
