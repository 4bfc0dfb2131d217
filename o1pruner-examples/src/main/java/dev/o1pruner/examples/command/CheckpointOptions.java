package dev.o1pruner.examples.command;

import dev.o1pruner.training.CheckpointSettings;
import picocli.CommandLine.Option;

/** What a training keeps to go on from. */
final class CheckpointOptions {

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      description = "Newest checkpoints that stay: of a damaged one the one before is used.")
  private int keep = CheckpointSettings.DEFAULT_KEEP;

  int keep() {
    return keep;
  }
}
