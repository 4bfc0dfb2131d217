package dev.o1pruner.examples.arithmetic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.LengthHarmonizer;
import dev.o1pruner.LengthHarmonizerBuilder;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.PruningResult;
import dev.o1pruner.RunListener;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.ProblemHash;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * O1-Pruner on the embedded model: the authors' recipe at a learning rate that suits a model this
 * small, with half of the samples kept and a narrower clip. {@link MethodComparison} compares
 * others.
 *
 * @param problems problems sampled and trained on
 * @param samples K, solutions per problem
 * @param heldOut problems evaluated on
 * @param seed problems, samples and batch order derive from it; the reference model doesn't
 */
public record PruningExperiment(int problems, int samples, int heldOut, long seed) {

  /** Problems to train on, by default. */
  public static final int DEFAULT_PROBLEMS = 720;

  /** Solutions per problem, by default. */
  public static final int DEFAULT_SAMPLES = 16;

  /** Problems to evaluate on, by default. */
  public static final int DEFAULT_HELD_OUT = 500;

  /** Seed, by default. */
  public static final long DEFAULT_SEED = 1;

  /** Name of the picture of lengths before and after, at temperature 1. */
  public static final String LENGTHS = "lengths.svg";

  /** Name of the evaluation at temperature 1. */
  private static final String SAMPLED = "T = 1";

  private static final String GREEDY = "greedy";

  /** Weight of correctness against length. */
  public static final double LAMBDA = 2;

  private static final double PEAK_LEARNING_RATE = 3e-4;
  private static final double WARM_UP = 0.1;
  private static final double MAX_GRADIENT_NORM = 1;
  private static final int MICROBATCH_TOKENS = 1024;
  private static final int BATCH_SIZE = 32;
  private static final double CLIP_RANGE = 0.05;
  static final int SLOTS = 128;

  /** Solutions per held-out problem at temperature 1. */
  static final int EVALUATION_SAMPLES = 4;

  /** Checks the counts. */
  public PruningExperiment {
    checkArgument(problems > 0, "problems must be positive but was %s", problems);
    checkArgument(samples >= 2, "k must be at least 2 but was %s", samples);
    checkArgument(heldOut > 0, "held-out problems must be positive but was %s", heldOut);
  }

  /**
   * Samples, trains, evaluates, and writes everything to a directory, or goes on with what is
   * there: see {@link LengthHarmonizer#train(java.util.List, java.util.List)}.
   *
   * @param model the reference; it is trained in place
   */
  public PruningResult run(LanguageModel model, Path directory, RunListener listener) {
    return run(model, directory, listener, UnaryOperator.identity());
  }

  /**
   * The same with further settings of the run.
   *
   * @param more sets them, last
   */
  public PruningResult run(
      LanguageModel model,
      Path directory,
      RunListener listener,
      UnaryOperator<LengthHarmonizerBuilder> more) {
    PruningResult result =
        more.apply(
                LengthHarmonizer.builder()
                    .reference(model)
                    .policy(model)
                    .sampling(SamplingSettings.defaults().samples(samples).seed(seed))
                    .slots(SLOTS)
                    .recipe(RewardRecipe.officialCode(LAMBDA).keep(KeepRule.random(kept(), seed)))
                    .loss(PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, CLIP_RANGE))
                    .training(training().training())
                    .batchSize(training().batchSize())
                    .epochs(training().epochs())
                    .evaluations(evaluations())
                    .seed(seed)
                    .runDirectory(directory)
                    .listener(listener))
            .train(ArithmeticTask.training(problems, seed), ArithmeticTask.heldOut(heldOut, seed));
    if (!Files.exists(directory.resolve(LENGTHS))) {
      AtomicFiles.writeText(
          directory.resolve(LENGTHS),
          LengthChart.svg(sampled(result.referenceRuns()), sampled(result.policyRuns())));
    }
    return result;
  }

  /** Rates and batches that suit a model this small. */
  static OfflineTraining training() {
    return training(PEAK_LEARNING_RATE);
  }

  /** The same at another peak rate. */
  static OfflineTraining training(double peakLearningRate) {
    return new OfflineTraining(
        new TrainingSettings(
            LearningRateSchedule.cosine(peakLearningRate, WARM_UP),
            OptimizerSettings.adamW(),
            MAX_GRADIENT_NORM,
            MICROBATCH_TOKENS),
        BATCH_SIZE);
  }

  /**
   * m, the samples of a problem that are trained on: many problems teach more than many samples.
   */
  private int kept() {
    return samples / 2;
  }

  /** The run at temperature 1, the one to look at. */
  public static EvaluationRun sampled(Map<String, EvaluationRun> runs) {
    return Objects.requireNonNull(runs.get(SAMPLED), "the experiment evaluates at temperature 1");
  }

  private Map<String, SamplingSettings> evaluations() {
    return ImmutableMap.of(
        GREEDY,
        SamplingSettings.greedy(),
        SAMPLED,
        SamplingSettings.defaults().samples(EVALUATION_SAMPLES).seed(~seed));
  }

  /** SHA-256 of the embedded model's files and of the problems, by name. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    ModelHash.each(EmbeddedModel.directory())
        .forEach((file, hash) -> inputs.put("reference/" + file, hash));
    inputs.put("training problems", ProblemHash.of(ArithmeticTask.training(problems, seed)));
    inputs.put("evaluation problems", ProblemHash.of(ArithmeticTask.heldOut(heldOut, seed)));
    return inputs;
  }

  /** Every setting, fixed ones too, in an order that reads well. */
  public Map<String, Object> settings() {
    return ImmutableMap.<String, Object>builder()
        .put("problems", problems)
        .put("samplesPerProblem", samples)
        .put("heldOutProblems", heldOut)
        .put("sampling", SamplingSettings.defaults().samples(samples).seed(seed))
        .put("evaluations", evaluations())
        .put("seed", seed)
        .put("preset", "official code")
        .put("keptPerProblem", kept())
        .put("lambda", LAMBDA)
        .put("ratioLevel", RatioLevel.SEQUENCE_MEAN)
        .put("clipRange", CLIP_RANGE)
        .put("peakLearningRate", PEAK_LEARNING_RATE)
        .put("warmUp", WARM_UP)
        .put("optimizer", OptimizerSettings.adamW())
        .put("maxGradientNorm", MAX_GRADIENT_NORM)
        .put("batchSize", BATCH_SIZE)
        .put("epochs", training().epochs())
        .put("microbatchTokens", MICROBATCH_TOKENS)
        .put("slots", SLOTS)
        .buildOrThrow();
  }
}
