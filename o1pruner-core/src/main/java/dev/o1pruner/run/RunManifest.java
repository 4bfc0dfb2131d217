package dev.o1pruner.run;

import ai.djl.engine.Engine;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private RunManifest() {}

  /**
   * A manifest of a run that starts now.
   *
   * @param settings every setting, defaults included, in an order that reads well
   */
  public static RunManifest start(Map<String, Object> settings) {
    RunManifest manifest = new RunManifest();
    manifest.put("started", Instant.now().toString());
    manifest.put("versions", versions());
    manifest.put("machine", machine());
    manifest.put("settings", settings);
    return manifest;
  }

  /** Adds a field, or replaces it. */
  public RunManifest put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds the SHA-256 of a file. */
  public RunManifest putFile(String name, Path file) {
    Map<String, Object> described = new LinkedHashMap<>();
    try {
      described.put("file", String.valueOf(file.getFileName()));
      described.put("bytes", Files.size(file));
      described.put("sha256", MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return put(name, described);
  }

  /** Adds when the run ended and the most memory it held, and writes everything. */
  public void write(Path file) {
    put("finished", Instant.now().toString());
    ResidentMemory.peak().ifPresent(bytes -> put("peakMemoryBytes", bytes));
    AtomicFiles.writeText(file, Json.pretty(fields) + "\n");
  }

  private static Map<String, Object> versions() {
    Map<String, Object> versions = new LinkedHashMap<>();
    String own = RunManifest.class.getPackage().getImplementationVersion();
    versions.put("o1pruner", own == null ? "built from source" : own);
    versions.put("java", Runtime.version().toString());
    versions.put("libtorch", Engine.getEngine("PyTorch").getVersion());
    return versions;
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    return machine;
  }
}
