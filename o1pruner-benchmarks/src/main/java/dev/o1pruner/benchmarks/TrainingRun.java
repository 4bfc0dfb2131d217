package dev.o1pruner.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a process that trained reports, as a line of JSON.
 *
 * @param name of the subject, with versions
 * @param seconds of each step
 * @param peakBytes most memory that was resident
 * @param parts seconds of parts of a step, by name; empty from a peer
 */
record TrainingRun(String name, List<Double> seconds, long peakBytes, Map<String, Double> parts) {

  /** Seconds of a part. */
  double part(String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }
}
