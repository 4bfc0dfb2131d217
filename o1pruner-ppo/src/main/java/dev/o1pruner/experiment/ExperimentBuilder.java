package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.LengthHarmonizerBuilder;
import dev.o1pruner.RunListener;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link Experiment}. Required: reference, training problems, at least one
 * benchmark, methods with the baseline among them, directory.
 */
public final class ExperimentBuilder {

  private @Nullable Path reference;
  private @Nullable Path directory;
  private Function<Path, LanguageModel> loader = LanguageModel::load;
  private List<Problem> training = List.of();
  private final Map<String, List<Problem>> benchmarks = new LinkedHashMap<>();
  private List<Method> methods = List.of();
  private List<Long> seeds = List.of(1L);
  private SamplingSettings sampling =
      SamplingSettings.defaults().samples(LengthHarmonizerBuilder.DEFAULT_SAMPLES);
  private Map<String, SamplingSettings> decodings =
      ImmutableMap.of("greedy", SamplingSettings.greedy());
  private Grading grading = Grading.defaults();
  private int slots = EngineSettings.DEFAULT_SLOTS;
  private List<String> notes = List.of();
  private RunListener listener = RunListener.none();

  ExperimentBuilder() {}

  /** Required. The reference model's directory. */
  public ExperimentBuilder reference(Path reference) {
    this.reference = reference;
    return this;
  }

  /** Loads the reference and the policies. Default: on the CPU in 32 bits. */
  public ExperimentBuilder loader(Function<Path, LanguageModel> loader) {
    this.loader = loader;
    return this;
  }

  /** Required. The problems that are sampled and trained on. */
  public ExperimentBuilder training(List<Problem> training) {
    this.training = training;
    return this;
  }

  /**
   * Required, once or more. Problems that are evaluated on.
   *
   * @param name letters, digits and {@code . _ = + -}; of a name given twice the later counts
   */
  public ExperimentBuilder benchmark(String name, List<Problem> problems) {
    checkArgument(!problems.isEmpty(), "benchmark %s has no problems", name);
    benchmarks.put(Names.check("benchmark", name), problems);
    return this;
  }

  /** Required. What is compared; {@link Method#baseline()} must be among them. */
  public ExperimentBuilder methods(List<Method> methods) {
    this.methods = methods;
    return this;
  }

  /** Seeds of samples, batches and evaluations; each makes one cell per method. Default: 1. */
  public ExperimentBuilder seeds(List<Long> seeds) {
    checkArgument(!seeds.isEmpty(), "an experiment needs a seed, but there was none");
    checkArgument(new HashSet<>(seeds).size() == seeds.size(), "seeds %s have one twice", seeds);
    this.seeds = seeds;
    return this;
  }

  /** How the reference's samples are drawn. Default: 16 a problem at T = 1. */
  public ExperimentBuilder sampling(SamplingSettings sampling) {
    this.sampling = sampling;
    return this;
  }

  /**
   * How benchmarks are solved, by name (letters, digits and {@code . _ = + -}). Default: {@code
   * greedy}.
   */
  public ExperimentBuilder decodings(Map<String, SamplingSettings> decodings) {
    checkArgument(!decodings.isEmpty(), "an experiment needs a decoding, but there was none");
    decodings.keySet().forEach(name -> Names.check("decoding", name));
    this.decodings = decodings;
    return this;
  }

  /** What counts as right; not part of any fingerprint. Default: {@link Grading#defaults()}. */
  public ExperimentBuilder grading(Grading grading) {
    this.grading = grading;
    return this;
  }

  /** Sequences decoded side by side. Default {@value EngineSettings#DEFAULT_SLOTS}. */
  public ExperimentBuilder slots(int slots) {
    checkArgument(slots > 0, "slots must be positive but was %s", slots);
    this.slots = slots;
    return this;
  }

  /** Sentences for the reader of the report. Default: none. */
  public ExperimentBuilder notes(List<String> notes) {
    this.notes = notes;
    return this;
  }

  /** Told how the experiment goes. Default: nobody. */
  public ExperimentBuilder listener(RunListener listener) {
    this.listener = listener;
    return this;
  }

  /** Required. Where everything is kept. */
  public ExperimentBuilder directory(Path directory) {
    this.directory = directory;
    return this;
  }

  /**
   * Builds the experiment.
   *
   * @throws IllegalStateException naming every part that is missing
   * @throws IllegalArgumentException if parts don't fit together
   */
  public Experiment build() {
    List<String> missing = new ArrayList<>();
    if (reference == null) {
      missing.add("reference");
    }
    if (training.isEmpty()) {
      missing.add("training");
    }
    if (benchmarks.isEmpty()) {
      missing.add("benchmark");
    }
    if (methods.isEmpty()) {
      missing.add("methods");
    }
    if (directory == null) {
      missing.add("directory");
    }
    checkState(
        missing.isEmpty() && reference != null && directory != null,
        "Experiment needs %s: set them before build()",
        missing);
    checkMethods();
    checkProblems();
    return new Experiment(
        new ExperimentSettings(
            reference,
            loader,
            training,
            benchmarks,
            methods,
            seeds,
            sampling,
            decodings,
            grading,
            slots,
            notes),
        directory,
        listener);
  }

  private void checkMethods() {
    Set<String> names = new HashSet<>();
    for (Method method : methods) {
      checkArgument(
          names.add(method.name()),
          "two methods are called %s: give one another name with named()",
          method.name());
    }
    checkArgument(
        names.contains(Method.BASELINE),
        "methods %s lack the one that all are compared with: add Method.baseline()",
        names);
  }

  private static void checkIds(String set, List<Problem> problems) {
    Set<String> ids = new HashSet<>();
    problems.forEach(
        problem ->
            checkArgument(
                ids.add(problem.id()), "problem id %s comes twice in %s", problem.id(), set));
  }

  private void checkProblems() {
    checkIds("the training set", training);
    benchmarks.forEach((name, problems) -> checkIds("benchmark " + name, problems));
    Set<String> trained = new HashSet<>();
    training.forEach(problem -> trained.add(problem.problem()));
    benchmarks.forEach(
        (name, problems) ->
            problems.forEach(
                problem ->
                    checkArgument(
                        !trained.contains(problem.problem()),
                        "problem %s of benchmark %s is also trained on: evaluate on others",
                        problem.id(),
                        name)));
  }
}
