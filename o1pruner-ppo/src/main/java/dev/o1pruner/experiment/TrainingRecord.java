package dev.o1pruner.experiment;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a policy was trained; its file is there once the policy is whole.
 *
 * @param seconds wall-clock time of each stage, in the order they ran
 * @param dropped solutions that were too long to be trained on
 * @param truncated solutions whose head only was trained on
 */
record TrainingRecord(Map<String, Double> seconds, int dropped, int truncated) {

  TrainingRecord {
    seconds = ImmutableMap.copyOf(seconds);
  }

  void write(Path file) {
    AtomicFiles.writeText(file, Json.pretty(this) + "\n");
  }

  static TrainingRecord read(Path file) {
    return ExperimentFiles.read(file, TrainingRecord.class);
  }
}
