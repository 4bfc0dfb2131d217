package dev.o1pruner.examples.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command is about. */
final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Hugging Face directory of the model.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path directory;

  Path directory() {
    return directory;
  }
}
