package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.Evaluator;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and the problems it is to solve, in its chat template. */
final class ProblemSetOptions {

  /** Tokens a solution may have, unless told otherwise. */
  static final int DEFAULT_MAX_TOKENS = 2048;

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
      description = "JSON lines with id, problem, answer, and perhaps level.")
  @SuppressWarnings("NullAway.Init")
  private Path problems;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Most solutions drawn side by side; fewer take less memory.")
  private int slots = EngineSampler.DEFAULT_SLOTS;

  @Mixin private BadLineOptions badLines = new BadLineOptions();

  Path model() {
    return model;
  }

  /** Reads the problems; refuses what is wrong before a model is loaded. */
  List<Problem> read(Output output) {
    checkArgument(slots >= 1, "--slots must be at least 1 but was %s", slots);
    return ProblemFile.read(problems, badLines.rule(output));
  }

  /** Loads a model and makes sure that each problem leaves room for a solution. */
  static LanguageModel load(Path directory, List<Problem> set) {
    LanguageModel model = LanguageModel.load(directory);
    try {
      PromptFormat format = PromptFormat.chat(model);
      set.forEach(problem -> format.prompt(problem).checkFits(model));
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Solves and grades the problems, showing how far it is. */
  EvaluationRun solve(
      String what,
      LanguageModel loaded,
      List<Problem> set,
      SamplingSettings settings,
      Output output) {
    Evaluator evaluator =
        new Evaluator(
            new EngineSampler(loaded, slots, EngineSampler.DEFAULT_CACHE_BYTES),
            PromptFormat.chat(loaded)::prompt,
            Grading.defaults(),
            settings);
    long total = (long) set.size() * settings.samples();
    try (Progress progress = output.progress(what, total, "solutions")) {
      return evaluator.evaluate(set, solution -> progress.advance());
    }
  }
}
