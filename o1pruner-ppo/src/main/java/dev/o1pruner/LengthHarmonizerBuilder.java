package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.CheckpointSettings;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link LengthHarmonizer}. Required: reference and policy. The defaults are the
 * authors' code's (ratio of the mean log-ratio, normalised advantages) with every sample kept.
 */
public final class LengthHarmonizerBuilder {

  /** K, solutions sampled per problem: {@value}, as for Marco-o1. */
  public static final int DEFAULT_SAMPLES = 16;

  /** Weight of correctness against length: {@value}, as for Marco-o1. */
  public static final double DEFAULT_LAMBDA = 2;

  /** Solutions per optimizer step: {@value}. */
  public static final int DEFAULT_BATCH_SIZE = 32;

  /** Passes over the samples: {@value}. */
  public static final int DEFAULT_EPOCHS = 1;

  /** Peak learning rate: {@value}, the authors' for QwQ. */
  public static final double DEFAULT_LEARNING_RATE = 2e-6;

  private static final double WARM_UP = 0.1;
  private static final double MAX_GRADIENT_NORM = 10;

  private @Nullable LanguageModel reference;
  private @Nullable LanguageModel policy;
  private SamplingSettings sampling = SamplingSettings.defaults().samples(DEFAULT_SAMPLES);
  private @Nullable Sampler sampler;
  private int slots = EngineSettings.DEFAULT_SLOTS;
  private Grading grading = Grading.defaults();
  private RewardRecipe recipe = RewardRecipe.officialCode(DEFAULT_LAMBDA).keep(KeepRule.all());
  private PolicyLoss loss =
      PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE);
  private TrainingSettings training =
      new TrainingSettings(
          LearningRateSchedule.cosine(DEFAULT_LEARNING_RATE, WARM_UP),
          OptimizerSettings.adamW(),
          MAX_GRADIENT_NORM,
          TrainingSettings.DEFAULT_MICROBATCH_TOKENS);
  private Trainable trainable = Trainable.full();
  private SequenceLimit sequenceLimit = SequenceLimit.none();
  private int batchSize = DEFAULT_BATCH_SIZE;
  private int epochs = DEFAULT_EPOCHS;
  private GuardSettings guards = GuardSettings.defaults();
  private List<Problem> guardProblems = List.of();
  private Map<String, SamplingSettings> evaluations =
      ImmutableMap.of("greedy", SamplingSettings.greedy(), "T = 1", SamplingSettings.defaults());
  private long seed;
  private RunListener listener = RunListener.none();
  private boolean refuseOverlap;
  private @Nullable Path runDirectory;
  private CheckpointSettings checkpoints = CheckpointSettings.defaults();

  LengthHarmonizerBuilder() {}

  /**
   * The published settings for Marco-o1-7B (arXiv 2501.12570 and its authors' code): every weight
   * is trained by Adam-mini at a peak of 2e-7; K 16, lambda 2, 2 samples kept, T 0.5, top-p 0.8, at
   * most 8192 tokens, greedy evaluation. Training sequences over 3072 tokens are dropped where the
   * authors' code cuts them; see {@link SequenceLimit}.
   */
  public static LengthHarmonizerBuilder marcoO1() {
    return PublishedSettings.marcoO1();
  }

  /**
   * The published settings for QwQ-32B-Preview: the last 48 of 64 layers are trained by AdamW at a
   * peak of 2e-6; K 12, lambda 5, training sequences over 4096 tokens dropped, otherwise as {@link
   * #marcoO1()}. A policy of fewer layers needs another {@link #trainable}.
   */
  public static LengthHarmonizerBuilder qwqPreview() {
    return PublishedSettings.qwqPreview();
  }

  /** Required. The model whose solutions are the yardstick; used until its log-probs are known. */
  public LengthHarmonizerBuilder reference(LanguageModel reference) {
    this.reference = reference;
    return this;
  }

  /** Required. The model that is trained, in place; may be the reference itself. */
  public LengthHarmonizerBuilder policy(LanguageModel policy) {
    this.policy = policy;
    return this;
  }

  /** How the reference's samples are drawn. Default: {@value #DEFAULT_SAMPLES} samples at T = 1. */
  public LengthHarmonizerBuilder sampling(SamplingSettings sampling) {
    this.sampling = sampling;
    return this;
  }

  /**
   * What draws the reference's samples, such as an {@link dev.o1pruner.sampling.OpenAiSampler} on a
   * server that runs the same model. Log-probs are the {@link #reference}'s own in every case.
   * Default: the reference.
   */
  public LengthHarmonizerBuilder sampler(Sampler sampler) {
    this.sampler = sampler;
    return this;
  }

  /** Sequences decoded side by side. Default {@value EngineSettings#DEFAULT_SLOTS}. */
  public LengthHarmonizerBuilder slots(int slots) {
    checkArgument(slots > 0, "slots must be positive but was %s", slots);
    this.slots = slots;
    return this;
  }

  /** What counts as right. Default: the last boxed answer, else the last number, as a number. */
  public LengthHarmonizerBuilder grading(Grading grading) {
    this.grading = grading;
    return this;
  }

  /**
   * How graded samples become advantages. Default: the authors' code at lambda {@value
   * #DEFAULT_LAMBDA}, every sample kept.
   */
  public LengthHarmonizerBuilder recipe(RewardRecipe recipe) {
    this.recipe = recipe;
    return this;
  }

  /** The objective. Default: off-policy clipped at {@link RatioLevel#SEQUENCE_MEAN}, eps 0.2. */
  public LengthHarmonizerBuilder loss(PolicyLoss loss) {
    this.loss = loss;
    return this;
  }

  /**
   * Optimizer, schedule, clipping. Default: AdamW, cosine from {@value #DEFAULT_LEARNING_RATE}
   * after a tenth of warm-up, gradient norm 10.
   */
  public LengthHarmonizerBuilder training(TrainingSettings training) {
    this.training = training;
    return this;
  }

  /**
   * Which weights are trained. Default: all. With {@link Trainable#lora} the policy is given an
   * adapter on shared weights unless it has one: it stays as it is, the run's result is the one
   * with the adapter, and a reference that is the same object costs no second copy of the weights.
   */
  public LengthHarmonizerBuilder trainable(Trainable trainable) {
    this.trainable = trainable;
    return this;
  }

  /** What happens to long training sequences. Default: all are trained on whole. */
  public LengthHarmonizerBuilder sequenceLimit(SequenceLimit sequenceLimit) {
    this.sequenceLimit = sequenceLimit;
    return this;
  }

  /** Solutions per optimizer step. Default {@value #DEFAULT_BATCH_SIZE}. */
  public LengthHarmonizerBuilder batchSize(int batchSize) {
    checkArgument(batchSize > 0, "batchSize must be positive but was %s", batchSize);
    this.batchSize = batchSize;
    return this;
  }

  /** Passes over the samples. Default {@value #DEFAULT_EPOCHS}. */
  public LengthHarmonizerBuilder epochs(int epochs) {
    checkArgument(epochs > 0, "epochs must be positive but was %s", epochs);
    this.epochs = epochs;
    return this;
  }

  /**
   * What training is watched for, and what is done about it. A run that a guard ends is evaluated
   * and reported like any other; its report says why it ended. Default: {@link
   * GuardSettings#defaults()}, which never checks the policy on problems.
   */
  public LengthHarmonizerBuilder guards(GuardSettings guards) {
    this.guards = guards;
    return this;
  }

  /**
   * Problems that the policy is checked on if {@link #guards} check it: greedily, with the token
   * limit of {@link #sampling}. They choose when training ends, so the report should be of others.
   * Default: a fifth of the training problems, which is not trained on.
   */
  public LengthHarmonizerBuilder guardProblems(List<Problem> guardProblems) {
    this.guardProblems = List.copyOf(guardProblems);
    return this;
  }

  /** Decoding settings to evaluate under, by name. Default: {@code greedy} and {@code T = 1}. */
  public LengthHarmonizerBuilder evaluations(Map<String, SamplingSettings> evaluations) {
    this.evaluations = evaluations;
    return this;
  }

  /** The order of training data derives from it. Default 0. */
  public LengthHarmonizerBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Told how the run goes. Default: nobody. */
  public LengthHarmonizerBuilder listener(RunListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Refuses to train on what is, but for layout or a little, a problem to evaluate on. Default: the
   * listener is told of it ({@link RunListener#onOverlap}).
   */
  public LengthHarmonizerBuilder refuseOverlap() {
    this.refuseOverlap = true;
    return this;
  }

  /**
   * Where samples, metrics, report and the pruned model are written; see {@link RunDirectory}. A
   * run that was cut off goes on from there: see {@link LengthHarmonizer#train(List, List)}.
   * Default: nothing is written.
   */
  public LengthHarmonizerBuilder runDirectory(Path runDirectory) {
    this.runDirectory = runDirectory;
    return this;
  }

  /**
   * Optimizer steps between checkpoints in the run directory. Default: as many as keep saving them
   * within a twentieth of the time; see {@link CheckpointSettings#AS_OFTEN_AS_CHEAP}.
   */
  public LengthHarmonizerBuilder checkpointEvery(int steps) {
    checkArgument(steps > 0, "checkpointEvery must be positive but was %s", steps);
    this.checkpoints = checkpoints.every(steps);
    return this;
  }

  /**
   * Checkpoints that stay in the run directory, the newest ones: of a damaged one the one before is
   * gone on from. Default {@value CheckpointSettings#DEFAULT_KEEP}.
   */
  public LengthHarmonizerBuilder keepCheckpoints(int keepCheckpoints) {
    this.checkpoints = checkpoints.keep(keepCheckpoints);
    return this;
  }

  /**
   * Builds the harmonizer.
   *
   * @throws IllegalStateException naming every part that is missing
   * @throws IllegalArgumentException if parts don't fit together
   */
  public LengthHarmonizer build() {
    List<String> missing = new ArrayList<>();
    if (reference == null) {
      missing.add("reference");
    }
    if (policy == null) {
      missing.add("policy");
    }
    checkState(
        reference != null && policy != null,
        "LengthHarmonizer needs %s: call reference(model) and policy(model) before build()",
        missing);
    checkArgument(
        !guards.rollsBack() || runDirectory != null,
        "a guard that rolls back needs a place for the best weights: give a runDirectory, or let"
            + " it stop instead");
    training.optimizer().precision().check(trainable.trainedPrecision(policy.precision()));
    return new LengthHarmonizer(
        reference,
        trainable.prepare(policy),
        settings(),
        guardProblems,
        listener,
        refuseOverlap,
        runDirectory,
        checkpoints);
  }

  /** What has been set so far. */
  HarmonizerSettings settings() {
    return new HarmonizerSettings(
        sampling,
        sampler,
        slots,
        grading,
        recipe,
        loss,
        trainable,
        training,
        sequenceLimit,
        batchSize,
        epochs,
        guards,
        evaluations,
        seed);
  }

  /** {@link #build()}, then {@link LengthHarmonizer#train(List)}. */
  public PruningResult train(List<Problem> problems) {
    return build().train(problems);
  }

  /** {@link #build()}, then {@link LengthHarmonizer#train(List, List)}. */
  public PruningResult train(List<Problem> training, List<Problem> evaluation) {
    return build().train(training, evaluation);
  }
}
