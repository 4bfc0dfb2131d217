package dev.o1pruner.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run was: versions, machine, settings, inputs, durations. Written beside its results, so
 * that they can be explained and made again.
 */
public final class RunManifest {

  /** Name of the field with what the run ran on, as {@link RuntimeVersions#all} tells it. */
  public static final String VERSIONS = "versions";

  /** Name of the field with the machine, as {@link RuntimeVersions#machine} tells it. */
  public static final String MACHINE = "machine";

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private RunManifest() {}

  /**
   * A manifest of a run that starts now.
   *
   * @param threads that libtorch computes with
   * @param settings every setting, defaults included, in an order that reads well
   */
  public static RunManifest start(int threads, Map<String, ?> settings) {
    RunManifest manifest = new RunManifest();
    manifest.put("started", Instant.now().toString());
    manifest.put(VERSIONS, RuntimeVersions.all());
    manifest.put(MACHINE, RuntimeVersions.machine(threads));
    manifest.put("settings", settings);
    return manifest;
  }

  /** Adds a field, or replaces it. */
  public RunManifest put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /**
   * Adds name, size and SHA-256 of a file.
   *
   * @throws IllegalArgumentException if it doesn't exist
   */
  public RunManifest putFile(String name, Path file) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("file", String.valueOf(file.getFileName()));
    described.put("sha256", FileHash.of(file));
    try {
      described.put("bytes", Files.size(file));
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
    return put(name, described);
  }

  /** Adds when the run ended and the most memory it held, and writes everything. */
  public void write(Path file) {
    put("finished", Instant.now().toString());
    ResidentMemory.peak().ifPresent(bytes -> put("peakMemoryBytes", bytes));
    AtomicFiles.writeText(file, Json.pretty(fields) + "\n");
  }
}
