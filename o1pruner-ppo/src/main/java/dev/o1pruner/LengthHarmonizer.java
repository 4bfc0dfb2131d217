package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.baseline.TrainingTask;
import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelWeights;
import dev.o1pruner.problem.Overlap;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemHash;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.CheckpointSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.TrainingCheckpoints;
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
 * <p>Immutable and reusable. One run at a time on a model and in a run directory; others may go on
 * in other threads, each on models of its own.
 */
public final class LengthHarmonizer {

  private final LanguageModel reference;
  private final LanguageModel policy;
  private final HarmonizerSettings settings;
  private final List<Problem> guardProblems;
  private final StageClock clock;
  private final boolean refuseOverlap;
  private final @Nullable RunDirectory directory;
  private final CheckpointSettings checkpoints;
  private final Stages stages;

  LengthHarmonizer(
      LanguageModel reference,
      LanguageModel policy,
      HarmonizerSettings settings,
      List<Problem> guardProblems,
      RunListener listener,
      boolean refuseOverlap,
      @Nullable Path runDirectory,
      CheckpointSettings checkpoints) {
    this.reference = reference;
    this.policy = policy;
    this.settings = settings;
    this.guardProblems = guardProblems;
    this.clock = new StageClock(listener);
    this.refuseOverlap = refuseOverlap;
    this.directory = runDirectory == null ? null : new RunDirectory(runDirectory);
    this.checkpoints = checkpoints;
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
   * <p>With a run directory, a run that was cut off goes on when it is started again with models as
   * they were at its start: drawn solutions are used, training goes on from its last checkpoint,
   * and the policy and the figures are bit for bit those of a run that wasn't cut off. The
   * reference's log-probs are recorded anew, from weights that are known to be the same, before the
   * policy gets those of the checkpoint. A finished run isn't run again: the policy gets its
   * weights, and the result is the same.
   *
   * @throws IllegalArgumentException if a list is empty, a problem is in both, a prompt fills the
   *     context, or the run directory is of another model, other problems or other settings;
   *     nothing has been done then
   * @throws IllegalStateException naming the process that writes to the run directory already
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; with a run
   *     directory all that was done is kept
   */
  public PruningResult train(List<Problem> training, List<Problem> evaluation) {
    HoldOut.check(training, evaluation);
    HoldOut split = HoldOut.forGuards(settings.guards(), training, guardProblems);
    return train(split.training(), evaluation, split.evaluation());
  }

  private PruningResult train(
      List<Problem> training, List<Problem> evaluation, List<Problem> checked) {
    tellOverlap(training, evaluation);
    Stages.checkPrompts(reference, training);
    Stages.checkPrompts(reference, evaluation);
    Stages.checkPrompts(policy, evaluation);
    Stages.checkPrompts(policy, checked);
    if (directory == null) {
      return run(training, evaluation, checked);
    }
    FileClaim lock = directory.lock();
    try (lock) {
      return run(training, evaluation, checked);
    }
  }

  private PruningResult run(
      List<Problem> training, List<Problem> evaluation, List<Problem> checked) {
    clock.restart();
    FinishedTraining finished =
        directory == null ? null : claim(directory, training, evaluation, checked);
    Solved samples =
        stages.solve(
            "sample",
            directory == null ? null : directory.samples(),
            reference,
            sampler(),
            training,
            settings.sampling(),
            settings.grading());
    List<WeightedSolution> weighted =
        settings.recipe().weigh(samples.graded(), samples.solutions());
    if (directory != null) {
      directory.samples().weigh(weighted);
    }
    Map<String, EvaluationRun> before = evaluate("reference", reference, evaluation, directory);
    FinishedTraining trained =
        finished == null
            ? fineTuneOrGoOn(samples.solutions(), weighted, checked)
            : takeOver(finished);
    Map<String, EvaluationRun> after = evaluate("policy", policy, evaluation, directory);
    if (finished == null) {
      tellFindings(trained.steps(), before, after);
    }
    PruningReport report =
        new PruningReport(
            compare(before, after),
            finished == null ? clock.seconds() : finished.seconds(),
            trained.droppedSequences(),
            trained.truncatedSequences(),
            trained.steps(),
            trained.endedEarly());
    if (directory != null) {
      finish(directory, report);
    }
    return new PruningResult(policy, report, samples.solutions(), weighted, before, after);
  }

  /** Tells of what the guards find wrong with the policy's evaluations, beside the reference's. */
  private void tellFindings(
      int steps, Map<String, EvaluationRun> before, Map<String, EvaluationRun> after) {
    before.forEach(
        (decoding, run) -> {
          EvaluationRun other = after.get(decoding);
          if (other != null) {
            settings
                .guards()
                .compare(steps, Solved.figures(run.graded()), Solved.figures(other.graded()))
                .forEach(clock.listener()::onTrainingEvent);
          }
        });
  }

  /** Takes the directory for this run, and looks whether it is finished. */
  private @Nullable FinishedTraining claim(
      RunDirectory directory,
      List<Problem> training,
      List<Problem> evaluation,
      List<Problem> checked) {
    Map<String, Object> parts = new LinkedHashMap<>(settings.describe(policy.manager()));
    String weights = ModelWeights.hash(reference);
    parts.put("reference", weights);
    parts.put("policy", policy == reference ? weights : ModelWeights.hash(policy));
    parts.put("training problems", ProblemHash.of(training));
    parts.put("evaluation problems", ProblemHash.of(evaluation));
    parts.put("guard problems", ProblemHash.of(checked));
    directory.claim(parts);
    FinishedTraining finished = directory.finished();
    if (finished != null) {
      clock.listener().onFinishedAlready(directory.path());
    }
    return finished;
  }

  /** Gives the policy what a finished run made of it. */
  private FinishedTraining takeOver(FinishedTraining finished) {
    if (directory != null) {
      directory.readModel(policy);
    }
    return finished;
  }

  /** The model comes before the report, which tells that all is there. */
  private void finish(RunDirectory directory, PruningReport report) {
    if (directory.finished() == null) {
      directory.writeModel(policy);
      directory.writeReport(report);
    }
    directory.forgetCheckpoint();
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
    return stages.sample("sample", reference, sampler(), problems, settings.sampling());
  }

  private Sampler sampler() {
    Sampler sampler = settings.sampler();
    return sampler == null ? stages.engine(reference) : sampler;
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
    return fineTune(task(solutions, weighted));
  }

  private TrainingTask task(List<Solution> solutions, List<WeightedSolution> weighted) {
    return new TrainingTask(
        stages.record("reference log-probs", solutions, weighted, reference), settings.loss());
  }

  /**
   * Trains the policy on another task than the recipe's, such as one of {@link
   * dev.o1pruner.baseline.OfflineMethods}, in the same way: those examples within the sequence
   * limit, by the same optimizer.
   *
   * @return what was trained on, and how many solutions were too long
   */
  public SequenceLimit.Limited fineTune(TrainingTask task) {
    return fineTune(task, TrainingCheckpoints.none(), guardProblems, TrainingListener.none());
  }

  private FinishedTraining fineTuneOrGoOn(
      List<Solution> solutions, List<WeightedSolution> weighted, List<Problem> checked) {
    TrainingCheckpoints kept =
        directory == null
            ? TrainingCheckpoints.none()
            : TrainingCheckpoints.in(directory.checkpoint(), checkpoints);
    TrainingEnd end = new TrainingEnd();
    SequenceLimit.Limited limited = fineTune(task(solutions, weighted), kept, checked, end);
    return new FinishedTraining(
        clock.seconds(), limited.dropped(), limited.truncated(), end.steps(), end.message());
  }

  private SequenceLimit.Limited fineTune(
      TrainingTask task, TrainingCheckpoints kept, List<Problem> checked, TrainingListener end) {
    return settings
        .offline()
        .run(
            policy,
            task.examples(),
            task.loss(),
            settings.seed(),
            clock,
            stages.metrics().andThen(end),
            kept,
            stages.check(checked, settings.sampling(), settings.grading()));
  }

  /**
   * Evaluates a model under every decoding setting.
   *
   * @param name what the model is called in progress
   * @return by the setting's name
   */
  public Map<String, EvaluationRun> evaluate(
      String name, LanguageModel model, List<Problem> problems) {
    Map<String, EvaluationRun> runs = evaluate(name, model, problems, null);
    if (directory != null) {
      directory.writeEvaluations(name, runs);
    }
    return runs;
  }

  /** Evaluates what isn't in a directory yet. */
  private Map<String, EvaluationRun> evaluate(
      String name, LanguageModel model, List<Problem> problems, @Nullable RunDirectory kept) {
    Map<String, EvaluationRun> runs = new LinkedHashMap<>();
    settings
        .evaluations()
        .forEach(
            (decoding, sampling) -> {
              Solved solved =
                  stages.solve(
                      "evaluate %s (%s)".formatted(name, decoding),
                      kept == null ? null : kept.evaluation(name, decoding),
                      model,
                      stages.engine(model),
                      problems,
                      sampling,
                      settings.grading());
              runs.put(decoding, solved.evaluation(problems));
            });
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
