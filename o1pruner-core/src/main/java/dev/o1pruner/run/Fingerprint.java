package dev.o1pruner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What results depend on, written beside them: results of anything else are refused.
 *
 * @param file where it stands
 * @param parts by name, as they are read back: numbers know no type
 */
public record Fingerprint(Path file, JsonObject parts) {

  /**
   * A difference.
   *
   * @param name of the part
   * @param before its value as JSON, or {@code none}
   * @param now likewise
   */
  public record Difference(String name, String before, String now) {
    @Override
    public String toString() {
      return "%s (%s, now %s)".formatted(name, before, now);
    }
  }

  /**
   * A fingerprint.
   *
   * @param parts by name: text, numbers, booleans, JSON, and lists, maps and records of them
   */
  public static Fingerprint of(Path file, Map<String, ?> parts) {
    return new Fingerprint(file, Json.parseObject(Json.gson().toJson(parts)));
  }

  /**
   * Makes sure that results are of these fingerprints, and only then writes those that aren't there
   * yet.
   *
   * @throws IllegalArgumentException as {@link #check}; nothing has been written then
   */
  public static void claim(List<Fingerprint> all) {
    List<Fingerprint> missing = new ArrayList<>();
    for (Fingerprint each : all) {
      if (Files.exists(each.file)) {
        each.check();
      } else {
        missing.add(each);
      }
    }
    missing.forEach(Fingerprint::write);
  }

  /** Writes it. */
  public void write() {
    AtomicFiles.writeText(file, Json.pretty(parts) + "\n");
  }

  /**
   * Compares it with what was written.
   *
   * @throws IllegalArgumentException naming the first part that differs
   */
  public void check() {
    List<Difference> differences = differences(Json.readObject(file), parts);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is of results with another %s: give another path, or the old setting"
              .formatted(file, differences.get(0)));
    }
  }

  /** All differences of two objects, sorted by name. What isn't said is no less a difference. */
  public static List<Difference> differences(JsonObject before, JsonObject now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      Difference each = new Difference(name, text(before.get(name)), text(now.get(name)));
      if (!each.before.equals(each.now)) {
        differences.add(each);
      }
    }
    return differences;
  }

  private static String text(@Nullable JsonElement value) {
    return value == null ? "none" : value.toString();
  }
}
