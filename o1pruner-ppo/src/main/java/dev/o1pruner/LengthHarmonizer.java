package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.baseline.TrainingTask;
import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.Evaluator;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Overlap;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * O1-Pruner: fine-tunes a policy to solve problems as correctly as its reference with fewer tokens
 * (Luo et al., arXiv 2501.12570, Algorithm 1).
 *
 * <p>{@link #train} runs everything; each stage can also be called alone. The reference is needed
 * until its log-probs are recorded, before the first update, so reference and policy may be one
 * object. The policy is trained in place.
 *
 * <p>Immutable and reusable; one run at a time, since DJL allows one gradient collector a process.
 */
public final class LengthHarmonizer {

  private final LanguageModel reference;
  private final LanguageModel policy;
  private final HarmonizerSettings settings;
  private final StageClock clock;
  private final boolean refuseOverlap;
  private final @Nullable RunDirectory directory;
  private final Stages stages;

  LengthHarmonizer(
      LanguageModel reference,
      LanguageModel policy,
      HarmonizerSettings settings,
      RunListener listener,
      boolean refuseOverlap,
      @Nullable Path runDirectory) {
    this.reference = reference;
    this.policy = policy;
    this.settings = settings;
    this.clock = new StageClock(listener);
    this.refuseOverlap = refuseOverlap;
    this.directory = runDirectory == null ? null : new RunDirectory(runDirectory);
    this.stages = new Stages(clock, directory, settings.slots(), settings.sequenceLimit());
  }

  /** A builder with every default. */
  public static LengthHarmonizerBuilder builder() {
    return new LengthHarmonizerBuilder();
  }

  /**
   * Trains on some of the problems and evaluates on the others, a fifth of them.
   *
   * @throws IllegalArgumentException if there are fewer than two problems or an id comes twice
   */
  public PruningResult train(List<Problem> problems) {
    HoldOut split = HoldOut.of(problems);
    return train(split.training(), split.evaluation());
  }

  /**
   * Trains on some problems and evaluates on others. The listener is told of problems that differ
   * in no more than layout, or a little ({@link Overlap}), unless these are refused.
   *
   * @throws IllegalArgumentException if a list is empty, a problem is in both, or a prompt fills
   *     the context; nothing has been done then
   */
  public PruningResult train(List<Problem> training, List<Problem> evaluation) {
    HoldOut.check(training, evaluation);
    tellOverlap(training, evaluation);
    Stages.checkPrompts(reference, training);
    Stages.checkPrompts(reference, evaluation);
    Stages.checkPrompts(policy, evaluation);
    clock.restart();
    List<Solution> solutions = sample(training);
    List<WeightedSolution> weighted = weigh(training, solutions);
    Map<String, EvaluationRun> before = evaluate("reference", reference, evaluation);
    SequenceLimit.Limited limited = fineTune(solutions, weighted);
    Map<String, EvaluationRun> after = evaluate("policy", policy, evaluation);
    PruningReport report =
        new PruningReport(
            compare(before, after), clock.seconds(), limited.dropped(), limited.truncated());
    if (directory != null) {
      directory.writeReport(report);
      directory.writeModel(policy);
    }
    return new PruningResult(policy, report, solutions, weighted, before, after);
  }

  private void tellOverlap(List<Problem> training, List<Problem> evaluation) {
    Overlap overlap = Overlap.of(training, evaluation);
    if (!overlap.pairs().isEmpty()) {
      checkArgument(!refuseOverlap, "%s: leave them out of the training set", overlap.summary());
      clock.listener().onOverlap(overlap);
    }
  }

  /** Draws the reference's K solutions of each problem. */
  public List<Solution> sample(List<Problem> problems) {
    Sampler sampler = settings.sampler();
    return stages.sample(
        reference,
        sampler == null ? stages.engine(reference) : sampler,
        problems,
        settings.sampling());
  }

  /** Grades solutions and turns them into rewards and advantages. */
  public List<WeightedSolution> weigh(List<Problem> problems, List<Solution> solutions) {
    List<GradedSolution> graded = settings.grading().grade(problems, solutions);
    List<WeightedSolution> weighted = settings.recipe().weigh(graded, solutions);
    if (directory != null) {
      directory.writeSamples(solutions, weighted);
    }
    return weighted;
  }

  /**
   * Records the reference's log-probs of the kept solutions, then trains the policy on those within
   * the sequence limit.
   *
   * @return what was trained on, and how many solutions were too long
   */
  public SequenceLimit.Limited fineTune(List<Solution> solutions, List<WeightedSolution> weighted) {
    return fineTune(
        new TrainingTask(
            stages.record("reference log-probs", solutions, weighted, reference), settings.loss()));
  }

  /**
   * Trains the policy on another task than the recipe's, such as one of {@link
   * dev.o1pruner.baseline.OfflineMethods}, in the same way: those examples within the sequence
   * limit, by the same optimizer.
   *
   * @return what was trained on, and how many solutions were too long
   */
  public SequenceLimit.Limited fineTune(TrainingTask task) {
    TrainingListener steps = TrainingListener.none();
    if (directory != null) {
      directory.startMetrics(0);
      steps = directory::appendStep;
    }
    return settings
        .offline()
        .run(policy, task.examples(), task.loss(), settings.seed(), clock, steps);
  }

  /**
   * Evaluates a model under every decoding setting.
   *
   * @param name what the model is called in progress
   * @return by the setting's name
   */
  public Map<String, EvaluationRun> evaluate(
      String name, LanguageModel model, List<Problem> problems) {
    PromptFormat format = PromptFormat.chat(model);
    Sampler sampler = stages.engine(model);
    Map<String, EvaluationRun> runs = new LinkedHashMap<>();
    for (Map.Entry<String, SamplingSettings> decoding : settings.evaluations().entrySet()) {
      SamplingSettings sampling = decoding.getValue();
      Evaluator evaluator = new Evaluator(sampler, format::prompt, settings.grading(), sampling);
      Stage stage =
          new Stage(
              "evaluate %s (%s)".formatted(name, decoding.getKey()),
              "solutions",
              (long) problems.size() * sampling.samples());
      runs.put(
          decoding.getKey(),
          clock.time(stage, tick -> evaluator.evaluate(problems, solution -> tick.run())));
    }
    if (directory != null) {
      directory.writeEvaluations(name, runs);
    }
    return runs;
  }

  private static Map<String, Comparison> compare(
      Map<String, EvaluationRun> before, Map<String, EvaluationRun> after) {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    before.forEach(
        (name, run) -> {
          EvaluationRun other = after.get(name);
          checkArgument(other != null, "setting %s was evaluated for the reference only", name);
          comparisons.put(name, Comparison.of(run.evaluation(), other.evaluation()));
        });
    return comparisons;
  }
}
