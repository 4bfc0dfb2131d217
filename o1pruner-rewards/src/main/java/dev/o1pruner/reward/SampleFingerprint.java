package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * What every solution of a file depends on, besides its prompt and its number: where it comes from
 * and how it was drawn. It stands beside the file.
 *
 * @param file of the solutions
 * @param settingsFile where the fingerprint is
 * @param parts by name
 */
record SampleFingerprint(Path file, Path settingsFile, JsonObject parts) {

  /**
   * The fingerprint of an origin and settings.
   *
   * @throws IllegalArgumentException if the origin has a field of a setting's name
   */
  static SampleFingerprint of(Path file, JsonObject origin, SamplingSettings settings) {
    JsonObject sampling = new JsonObject();
    sampling.addProperty("temperature", settings.temperature());
    sampling.addProperty("topP", settings.topP());
    sampling.addProperty("topK", settings.topK());
    sampling.addProperty("maxTokens", settings.maxTokens());
    sampling.add("stopTokenIds", Json.gson().toJsonTree(new TreeSet<>(settings.stopTokenIds())));
    sampling.addProperty("seed", settings.seed());
    JsonObject parts = origin.deepCopy();
    sampling
        .asMap()
        .forEach(
            (name, value) -> {
              checkArgument(!origin.has(name), "the origin says %s, which is a setting's", name);
              parts.add(name, value);
            });
    return new SampleFingerprint(file, ResumableSampler.settingsFile(file), parts);
  }

  /** Writes it, for a file that isn't there yet. */
  void write() {
    AtomicFiles.writeText(settingsFile, Json.pretty(parts) + "\n");
  }

  /**
   * Compares it with the one that is there.
   *
   * @throws IllegalArgumentException naming what differs
   */
  void check() {
    checkArgument(
        Files.exists(settingsFile),
        "%s is there already, but not %s, so that it can't be gone on with; give another path",
        file,
        settingsFile);
    JsonObject before = Json.readObject(settingsFile);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(parts.keySet());
    for (String name : names) {
      String old = text(before, name);
      String now = text(parts, name);
      checkArgument(
          old.equals(now),
          "%s was sampled with another %s (%s, now %s); give another path, or the old setting",
          file,
          name,
          old,
          now);
    }
  }

  /** As text: numbers read from a file know no type. What isn't said is no less a difference. */
  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null ? "none" : value.toString();
  }
}
