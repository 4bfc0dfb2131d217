package dev.o1pruner.experiment;

import dev.o1pruner.RunDirectory;
import dev.o1pruner.RunListener;
import dev.o1pruner.SolutionFile;
import dev.o1pruner.SolutionSource;
import dev.o1pruner.StageClock;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.problem.ProblemHash;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.Fingerprint;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.PromptFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Methods x benchmarks x seeds on one reference model: each cell, a method with a seed, keeps its
 * policy and its graded solutions in a directory of its own, from which the report is made.
 *
 * <p>Whatever is there is used, whatever is missing is made: killed at any point and started again,
 * an experiment goes on (a sampling or an evaluation with the next solution, a training from its
 * last checkpoint) and comes to the same policies and figures, bit for bit, but for the seconds of
 * what was done again. Results of other settings, another model or other problems are refused, and
 * so is a second process at the same time.
 */
public final class Experiment {

  /** Name of the file that says what is compared. */
  public static final String PLAN = "experiment.json";

  private final ExperimentSettings settings;
  private final ExperimentFiles files;
  private final RunListener listener;

  Experiment(ExperimentSettings settings, Path directory, RunListener listener) {
    this.settings = settings;
    this.files = new ExperimentFiles(directory);
    this.listener = listener;
  }

  /** A builder with every default. */
  public static ExperimentBuilder builder() {
    return new ExperimentBuilder();
  }

  /**
   * Does what isn't done yet, and writes the report.
   *
   * @throws IllegalArgumentException if the directory holds results of anything else, or a prompt
   *     doesn't fit the model; no result and no fingerprint has been written then
   * @throws IllegalStateException naming the process that writes to the directory already
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; all that was
   *     done is kept
   */
  public ExperimentReport run() {
    checkPrompts();
    FileClaim lock = FileClaim.takeDirectory(files.root());
    try (lock) {
      return runLocked();
    }
  }

  private ExperimentReport runLocked() {
    ExperimentPlan plan = settings.plan(ModelHash.weights(settings.reference()));
    Fingerprint.claim(new ExperimentFingerprints(settings, files, plan.weights()).all());
    files.writePlan(plan);
    settings.benchmarks().forEach((name, set) -> ProblemFile.write(files.benchmark(name), set));
    for (long seed : settings.seeds()) {
      for (Method method : settings.methods()) {
        runCell(method, seed);
      }
    }
    ExperimentReport report = ExperimentReport.read(files.root());
    report.write(files.root());
    return report;
  }

  /** SHA-256 of all that it reads: the reference's files and the problem sets, by name. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    ModelHash.each(settings.reference())
        .forEach((file, hash) -> inputs.put("reference/" + file, hash));
    inputs.put("training problems", ProblemHash.of(settings.training()));
    settings
        .benchmarks()
        .forEach((name, set) -> inputs.put("benchmark " + name, ProblemHash.of(set)));
    return inputs;
  }

  private void checkPrompts() {
    try (TextModel model = TextModel.load(settings.reference())) {
      PromptFormat format = PromptFormat.chat(model);
      settings.training().forEach(problem -> format.prompt(problem).checkFits(model));
      for (Method method : settings.methods()) {
        Function<Problem, Prompt> prompt = method.prompt(model);
        settings
            .benchmarks()
            .values()
            .forEach(set -> set.forEach(problem -> prompt.apply(problem).checkFits(model)));
      }
    }
  }

  private void runCell(Method method, long seed) {
    RunListener told = new PrefixedListener("%s, seed %d".formatted(method.name(), seed), listener);
    if (method.trains()) {
      RunDirectory directory = new RunDirectory(files.cell(method.name(), seed));
      if (!Files.exists(files.training(method.name(), seed))) {
        train(method, seed, directory, told);
      }
      directory.forgetCheckpoint();
    }
    try (Policy policy = new Policy(method, seed)) {
      settings
          .benchmarks()
          .forEach((benchmark, problems) -> evaluate(policy, benchmark, problems, told));
    }
  }

  private void evaluate(Policy policy, String benchmark, List<Problem> problems, RunListener told) {
    settings
        .decodings()
        .forEach(
            (decoding, sampling) -> {
              SolutionFile file =
                  files.evaluation(policy.method.name(), policy.seed, benchmark, decoding);
              file.complete(
                  () ->
                      file.draw(
                          "%s, %s".formatted(benchmark, decoding),
                          source(policy.model(), policy.method.prompt(policy.model())),
                          problems,
                          ExperimentSettings.seeded(sampling, policy.seed),
                          settings.grading(),
                          new StageClock(told)));
            });
  }

  /** A cell's model, loaded once something is missing. */
  private final class Policy implements AutoCloseable {

    private final Method method;
    private final long seed;
    private @Nullable LanguageModel loaded;

    Policy(Method method, long seed) {
      this.method = method;
      this.seed = seed;
    }

    /** From its directory even if it was trained just now: a resumed run has nothing else. */
    LanguageModel model() {
      if (loaded == null) {
        Path own = files.cell(method.name(), seed).resolve(RunDirectory.MODEL);
        loaded = settings.loader().apply(method.trains() ? own : settings.reference());
      }
      return loaded;
    }

    @Override
    public void close() {
      if (loaded != null) {
        loaded.close();
      }
    }
  }

  private void train(Method method, long seed, RunDirectory directory, RunListener told) {
    SolutionFile samples = files.samples(seed);
    StageClock clock = new StageClock(told);
    try (LanguageModel model = settings.loader().apply(settings.reference())) {
      samples.complete(() -> sample(model, seed, samples));
      MethodInputs inputs =
          new MethodInputs(
              model,
              settings.training(),
              samples.solutions(),
              samples.graded(),
              seed,
              clock,
              directory.metrics(),
              directory.checkpoint());
      TrainedPolicy policy = method.train(inputs);
      directory.writeModel(policy.model());
      new TrainingRecord(clock.seconds(), policy.dropped(), policy.truncated())
          .write(files.training(method.name(), seed));
    }
  }

  /** Draws the samples that all methods of a seed share. */
  private void sample(LanguageModel model, long seed, SolutionFile samples) {
    samples.draw(
        "sample",
        source(model, PromptFormat.chat(model)::prompt),
        settings.training(),
        settings.sampling(seed),
        settings.grading(),
        new StageClock(new PrefixedListener("seed " + seed, listener)));
  }

  private SolutionSource source(LanguageModel model, Function<Problem, Prompt> prompt) {
    return SolutionSource.of(
        model, new EngineSampler(model, EngineSettings.defaults().slots(settings.slots())), prompt);
  }
}
