package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.WeightCopy;
import picocli.CommandLine.Option;

/** What our own sampler may use. */
final class EngineOptions {

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Most solutions drawn side by side; fewer take less memory.")
  private int slots = EngineSettings.DEFAULT_SLOTS;

  @Option(
      names = "--cache-mib",
      paramLabel = "MIB",
      description =
          "Most memory for keys and values: fewer solutions are drawn side by side if it"
              + " is too little.")
  private long cacheMib = EngineSettings.DEFAULT_CACHE_BYTES >> 20;

  @Option(
      names = "--weight-copy",
      paramLabel = "KIND",
      description =
          "Copy of the weights to draw with, one of ${COMPLETION-CANDIDATES}: packed is"
              + " faster and takes as much memory as the weights, packed_bf16 half of 32 bits, rounded.")
  private WeightCopy weightCopy = WeightCopy.PACKED;

  @Option(
      names = "--groups",
      paramLabel = "N",
      description =
          "Groups of solutions that are drawn at the same time, each on a thread of its own; 0:"
              + " one for each core if the model is small, else one.")
  private int groups;

  /**
   * The settings.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  EngineSettings settings() {
    checkArgument(slots >= 1, "--slots must be at least 1 but was %s", slots);
    checkArgument(
        cacheMib >= 1 && cacheMib <= Long.MAX_VALUE >> 20,
        "--cache-mib must be at least 1 but was %s",
        cacheMib);
    checkArgument(groups >= 0, "--groups must be at least 0 but was %s", groups);
    return new EngineSettings(slots, cacheMib << 20, weightCopy, groups);
  }
}
