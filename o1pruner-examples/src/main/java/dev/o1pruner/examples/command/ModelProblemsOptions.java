package dev.o1pruner.examples.command;

import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.FileHash;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and problems for it. */
final class ModelProblemsOptions {

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--problems",
      paramLabel = "FILE",
      required = true,
      description = "JSON lines, a JSON array or Parquet.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path problems;

  @Mixin private ProblemFormatOptions format = new ProblemFormatOptions();

  Path model() {
    return model.directory();
  }

  /** SHA-256 of each of the model's files, and of that of the problems. */
  Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    ModelHash.each(model.directory()).forEach((file, hash) -> inputs.put("model/" + file, hash));
    inputs.put("problems", FileHash.of(problems));
    return inputs;
  }

  /** Reads the problems; refuses what is wrong before a model is loaded. */
  List<Problem> read(Output output) {
    return format.read(problems, output);
  }
}
