package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Fingerprint;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * What every solution of a file depends on, besides its prompt and its number: where it comes from
 * and how it was drawn.
 *
 * @param file of the solutions
 * @param fingerprint beside it
 */
record SampleFingerprint(Path file, Fingerprint fingerprint) {

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
    return new SampleFingerprint(
        file, Fingerprint.of(ResumableSampler.settingsFile(file), parts.asMap()));
  }

  /** Writes it, for a file that isn't there yet. */
  void write() {
    fingerprint.write();
  }

  /**
   * Compares it with the one that is there.
   *
   * @throws IllegalArgumentException naming what differs
   */
  void check() {
    checkArgument(
        Files.exists(fingerprint.file()),
        "%s is there already, but not %s, so that it can't be gone on with; give another path",
        file,
        fingerprint.file());
    fingerprint.check();
  }
}
