package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.EngineSampler;
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

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Most solutions drawn side by side; fewer take less memory.")
  private int slots = EngineSampler.DEFAULT_SLOTS;

  @Mixin private ProblemFormatOptions format = new ProblemFormatOptions();

  Path model() {
    return model;
  }

  int slots() {
    return slots;
  }

  /** Reads the problems; refuses what is wrong before a model is loaded. */
  List<Problem> read(Output output) {
    checkArgument(slots >= 1, "--slots must be at least 1 but was %s", slots);
    return format.read(problems, output);
  }
}
