package dev.o1pruner.examples.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.LineChecksum;
import dev.o1pruner.run.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two runs' results, file by file: byte by byte, but for wall-clock times, which are fields named
 * {@code seconds} or {@code ...Seconds} of JSON.
 *
 * @param files how many were compared
 * @param difference the first one in a sentence; null if there is none
 */
record ResultComparison(int files, @Nullable String difference) {

  /**
   * Manifests and locks; what a training goes on from; pages that repeat report.json with times.
   */
  private static final Pattern NOT_RESULTS =
      Pattern.compile("(.*[./])?manifest\\.json|.*\\.lock|checkpoints?/.*|report\\.(md|html)");

  /** Times, and checksums of lines, which follow from the rest. */
  private static final Pattern NOT_COMPARED =
      Pattern.compile("seconds|.*Seconds|.*PerSecond|" + LineChecksum.FIELD);

  private static final int SHOWN = 60;

  /** Compares two files, or all that is in two directories. */
  static ResultComparison of(Path before, Path now) {
    Map<String, Path> left = files(before);
    Map<String, Path> right = files(now);
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    for (String name : names) {
      Path old = left.get(name);
      Path other = right.get(name);
      String difference =
          old == null
              ? "only the replay has it"
              : other == null ? "the replay doesn't have it" : difference(old, other);
      if (difference != null) {
        return new ResultComparison(names.size(), name + ": " + difference);
      }
    }
    return new ResultComparison(names.size(), null);
  }

  /** By their path from the root; a single file by one name whatever it is called. */
  private static Map<String, Path> files(Path root) {
    Map<String, Path> files = new TreeMap<>();
    if (Files.isRegularFile(root)) {
      files.put("results", root);
      return files;
    }
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString().replace('\\', '/'), file));
    } catch (IOException e) {
      throw UnreadableFile.because(root, e);
    }
    files.keySet().removeIf(name -> NOT_RESULTS.matcher(name).matches());
    return files;
  }

  private static @Nullable String difference(Path before, Path now) {
    try {
      long at = Files.mismatch(before, now);
      if (at < 0) {
        return null;
      }
      boolean lines = before.toString().endsWith(".jsonl");
      String bytes = "differs from byte %d on".formatted(at);
      if (!lines && !before.toString().endsWith(".json")) {
        return bytes;
      }
      List<String> left = lines ? Files.readAllLines(before) : List.of(Files.readString(before));
      List<String> right = lines ? Files.readAllLines(now) : List.of(Files.readString(now));
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        JsonObject old = Json.parseObject(left.get(i));
        JsonObject other = Json.parseObject(right.get(i));
        boolean dropped = drop(old);
        dropped |= drop(other);
        String difference = difference("", old, other);
        if (difference != null || (!dropped && !left.get(i).equals(right.get(i)))) {
          String detail = difference == null ? bytes : difference;
          return lines ? "line %d: %s".formatted(i + 1, detail) : detail;
        }
      }
      return left.size() == right.size()
          ? null
          : "has %d lines, the replay's %d".formatted(left.size(), right.size());
    } catch (IOException e) {
      throw UnreadableFile.because(now, e);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "%s or %s is not JSON: %s".formatted(before, now, e.getMessage()), e);
    }
  }

  /** Whether there were any. */
  private static boolean drop(JsonElement value) {
    boolean dropped = false;
    if (value.isJsonObject()) {
      dropped =
          value.getAsJsonObject().keySet().removeIf(name -> NOT_COMPARED.matcher(name).matches());
      for (JsonElement part : value.getAsJsonObject().asMap().values()) {
        dropped |= drop(part);
      }
    } else if (value.isJsonArray()) {
      for (JsonElement part : value.getAsJsonArray()) {
        dropped |= drop(part);
      }
    }
    return dropped;
  }

  /** Where two values differ first. */
  private static @Nullable String difference(
      String place, @Nullable JsonElement before, @Nullable JsonElement now) {
    if (before != null && now != null && before.isJsonObject() && now.isJsonObject()) {
      TreeSet<String> names = new TreeSet<>(before.getAsJsonObject().keySet());
      names.addAll(now.getAsJsonObject().keySet());
      for (String name : names) {
        String difference =
            difference(
                place.isEmpty() ? name : place + "." + name,
                before.getAsJsonObject().get(name),
                now.getAsJsonObject().get(name));
        if (difference != null) {
          return difference;
        }
      }
      return null;
    }
    return String.valueOf(before).equals(String.valueOf(now))
        ? null
        : "%s was %s, now %s".formatted(place, shown(before), shown(now));
  }

  private static String shown(@Nullable JsonElement value) {
    String text = value == null ? "none" : value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
