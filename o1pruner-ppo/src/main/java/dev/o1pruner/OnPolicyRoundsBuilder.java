package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.EvolvingReward;
import dev.o1pruner.reward.RewardFunction;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.SolutionStarts;
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

/** Settings of {@link OnPolicyRounds}. Required: policy and method. */
public final class OnPolicyRoundsBuilder {

  /** Rounds: {@value}. */
  public static final int DEFAULT_ROUNDS = 100;

  /** Problems of a round: {@value}. */
  public static final int DEFAULT_PROBLEMS = 32;

  /** Samples per problem: {@value}. */
  public static final int DEFAULT_SAMPLES = 8;

  /** Learning rate of every step: {@value}. */
  public static final double DEFAULT_LEARNING_RATE = 1e-6;

  /** Global norm that gradients are scaled down to: {@value}. */
  public static final double DEFAULT_MAX_GRADIENT_NORM = 1;

  private @Nullable LanguageModel policy;
  private @Nullable LanguageModel reference;
  private @Nullable OnPolicyMethod method;
  private EvolvingReward reward =
      EvolvingReward.fixed(
          RewardFunction.lengthHarmonizing(LengthHarmonizerBuilder.DEFAULT_LAMBDA));
  private int rounds = DEFAULT_ROUNDS;
  private int problemsPerRound = DEFAULT_PROBLEMS;
  private int epochs = 1;
  private int minibatches = 1;
  private SamplingSettings sampling = SamplingSettings.defaults().samples(DEFAULT_SAMPLES);
  private SolutionStarts starts = SolutionStarts.none();
  private int slots = EngineSettings.DEFAULT_SLOTS;
  private Grading grading = Grading.defaults();
  private Trainable trainable = Trainable.full();
  private TrainingSettings training =
      new TrainingSettings(
          LearningRateSchedule.constant(DEFAULT_LEARNING_RATE),
          OptimizerSettings.adamW(),
          DEFAULT_MAX_GRADIENT_NORM,
          TrainingSettings.DEFAULT_MICROBATCH_TOKENS);
  private SequenceLimit sequenceLimit = SequenceLimit.none();
  private GuardSettings guards = GuardSettings.defaults();
  private List<Problem> guardProblems = List.of();
  private long seed;
  private RunListener listener = RunListener.none();
  private @Nullable Path runDirectory;
  private @Nullable Path checkpoints;
  private int keepCheckpoints = CheckpointSettings.DEFAULT_KEEP;

  OnPolicyRoundsBuilder() {}

  /** Required. The model that samples and is trained, in place. */
  public OnPolicyRoundsBuilder policy(LanguageModel policy) {
    this.policy = policy;
    return this;
  }

  /** Required. Advantages, choice of samples and loss. */
  public OnPolicyRoundsBuilder method(OnPolicyMethod method) {
    this.method = method;
    return this;
  }

  /**
   * A fixed model that a loss's pull ({@link PolicyLoss#grpo}) is towards; kept in memory, and
   * scored with in each round. Default: the policy as each round finds it.
   */
  public OnPolicyRoundsBuilder reference(LanguageModel reference) {
    this.reference = reference;
    return this;
  }

  /** What a sample is worth, in every round alike. */
  public OnPolicyRoundsBuilder reward(RewardFunction reward) {
    return reward(EvolvingReward.fixed(reward));
  }

  /** What a sample is worth in each round. Default: length-harmonizing, lambda 2. */
  public OnPolicyRoundsBuilder reward(EvolvingReward reward) {
    this.reward = reward;
    return this;
  }

  /** How many rounds. Default {@value #DEFAULT_ROUNDS}. */
  public OnPolicyRoundsBuilder rounds(int rounds) {
    this.rounds = positive("rounds", rounds);
    return this;
  }

  /** Problems of a round. Default {@value #DEFAULT_PROBLEMS}. */
  public OnPolicyRoundsBuilder problemsPerRound(int problemsPerRound) {
    this.problemsPerRound = positive("problemsPerRound", problemsPerRound);
    return this;
  }

  /** Passes over a round's samples. Default 1. */
  public OnPolicyRoundsBuilder epochs(int epochs) {
    this.epochs = positive("epochs", epochs);
    return this;
  }

  /** Optimizer steps that a pass is divided into. Default 1: strictly on-policy. */
  public OnPolicyRoundsBuilder minibatches(int minibatches) {
    this.minibatches = positive("minibatches", minibatches);
    return this;
  }

  /** How samples are drawn. Default: {@value #DEFAULT_SAMPLES} samples at T = 1, untruncated. */
  public OnPolicyRoundsBuilder sampling(SamplingSettings sampling) {
    this.sampling = sampling;
    return this;
  }

  /**
   * What samples begin with, such as half of each problem's with the end of thinking ({@link
   * OnPolicyMethod#adaptThink}). Ratios compare with the probability that a sample had in this way;
   * {@link PolicyLoss#reinforce} has no ratio, and takes what was forced for the policy's choice.
   * Default: whatever the policy likes.
   */
  public OnPolicyRoundsBuilder starts(SolutionStarts starts) {
    this.starts = starts;
    return this;
  }

  /** Sequences decoded side by side. Default {@value EngineSettings#DEFAULT_SLOTS}. */
  public OnPolicyRoundsBuilder slots(int slots) {
    this.slots = positive("slots", slots);
    return this;
  }

  /** What counts as right. Default: {@link Grading#defaults()}. */
  public OnPolicyRoundsBuilder grading(Grading grading) {
    this.grading = grading;
    return this;
  }

  /** Which weights are trained. Default: all. */
  public OnPolicyRoundsBuilder trainable(Trainable trainable) {
    this.trainable = trainable;
    return this;
  }

  /**
   * Optimizer, learning-rate schedule over the steps of all rounds, clipping. Default: AdamW at
   * {@value #DEFAULT_LEARNING_RATE} throughout, gradient norm 1.
   */
  public OnPolicyRoundsBuilder training(TrainingSettings training) {
    this.training = training;
    return this;
  }

  /** What happens to long training sequences. Default: all are trained on whole. */
  public OnPolicyRoundsBuilder sequenceLimit(SequenceLimit sequenceLimit) {
    this.sequenceLimit = sequenceLimit;
    return this;
  }

  /**
   * What training is watched for, and what is done about it. The policy of a run that a guard ends
   * is saved like any other, and the run isn't gone on with. Default: {@link
   * GuardSettings#defaults()}, which never checks the policy on other problems.
   */
  public OnPolicyRoundsBuilder guards(GuardSettings guards) {
    this.guards = guards;
    return this;
  }

  /**
   * Problems that the policy is checked on if {@link #guards} check it: greedily, with the token
   * limit of {@link #sampling}. Default: a fifth of the problems, which no round samples.
   */
  public OnPolicyRoundsBuilder guardProblems(List<Problem> guardProblems) {
    this.guardProblems = List.copyOf(guardProblems);
    return this;
  }

  /** The orders of problems and samples derive from it. Default 0. */
  public OnPolicyRoundsBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Told how the run goes. Default: nobody. */
  public OnPolicyRoundsBuilder listener(RunListener listener) {
    this.listener = listener;
    return this;
  }

  /** Where samples, metrics and the trained model are written. Default: nowhere. */
  public OnPolicyRoundsBuilder runDirectory(Path runDirectory) {
    this.runDirectory = runDirectory;
    return this;
  }

  /** Where each round leaves what the run can go on from. Default: nowhere. */
  public OnPolicyRoundsBuilder checkpoints(Path checkpoints) {
    this.checkpoints = checkpoints;
    return this;
  }

  /**
   * Checkpoints that stay, the newest ones: of a damaged one the one before is gone on from.
   * Default {@value CheckpointSettings#DEFAULT_KEEP}.
   */
  public OnPolicyRoundsBuilder keepCheckpoints(int keepCheckpoints) {
    this.keepCheckpoints = positive("keepCheckpoints", keepCheckpoints);
    return this;
  }

  /**
   * Builds the rounds.
   *
   * @throws IllegalStateException naming every part that is missing
   * @throws IllegalArgumentException if parts don't fit together
   */
  public OnPolicyRounds build() {
    List<String> missing = new ArrayList<>();
    if (policy == null) {
      missing.add("policy");
    }
    if (method == null) {
      missing.add("method");
    }
    checkState(
        policy != null && method != null,
        "OnPolicyRounds needs %s: call policy(model) and method(OnPolicyMethod) before build()",
        missing);
    training.optimizer().precision().check(trainable.trainedPrecision(policy.precision()));
    checkArgument(
        !guards.rollsBack() || checkpoints != null,
        "a guard that rolls back needs a place for the best weights: give a directory for"
            + " checkpoints, or let it stop instead");
    LanguageModel prepared = trainable.prepare(policy);
    checkArgument(
        reference != prepared,
        "the reference is the policy itself, which changes: load it a second time, or leave it out"
            + " to compare with the policy of each round");
    return new OnPolicyRounds(
        prepared,
        reference,
        settings(method),
        guardProblems,
        slots,
        listener,
        runDirectory,
        checkpoints,
        keepCheckpoints);
  }

  /**
   * Every setting that results depend on, by name, to be kept beside them: the method by its name,
   * of the schedule the rates of a run of ten steps, of the grading what it makes of made-up
   * solutions. Not the reward, nor what was changed of a method, which are functions: name these
   * yourself.
   *
   * @throws IllegalStateException if there is no method yet
   */
  public Map<String, Object> describe() {
    checkState(method != null, "without a method there is nothing to describe: call method()");
    return settings(method).describe();
  }

  private RoundSettings settings(OnPolicyMethod method) {
    return new RoundSettings(
        method,
        reward,
        rounds,
        problemsPerRound,
        epochs,
        minibatches,
        sampling,
        starts,
        grading,
        trainable,
        training,
        sequenceLimit,
        guards,
        seed);
  }

  /** {@link #build()}, then {@link OnPolicyRounds#train}. */
  public List<RoundReport> train(List<Problem> problems) {
    return build().train(problems);
  }

  private static int positive(String name, int value) {
    checkArgument(value > 0, "%s must be positive but was %s", name, value);
    return value;
  }
}
