package dev.o1pruner.examples.command;

import dev.o1pruner.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and problems for it. */
final class ModelProblemsOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Hugging Face directory of the model.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path model;

  @Option(
      names = "--problems",
      paramLabel = "FILE",
      required = true,
      description = "JSON lines, a JSON array or Parquet.")
  @SuppressWarnings("NullAway.Init")
  private Path problems;

  @Mixin private ProblemFormatOptions format = new ProblemFormatOptions();

  Path model() {
    return model;
  }

  /** Reads the problems; refuses what is wrong before a model is loaded. */
  List<Problem> read(Output output) {
    return format.read(problems, output);
  }
}
