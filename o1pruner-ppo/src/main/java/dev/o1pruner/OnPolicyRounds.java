package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.training.CheckpointSettings;
import dev.o1pruner.training.Guard;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingCheckpoints;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingExamples;
import dev.o1pruner.training.TrainingSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On-policy training: in each round the policy as it is samples the next problems, learns from
 * these samples, and goes on.
 *
 * <pre>{@code
 * List<RoundReport> reports = OnPolicyRounds.builder()
 *     .policy(model)
 *     .method(OnPolicyMethod.dapo())
 *     .reward(RewardFunction.lengthHarmonizing(2))
 *     .rounds(200)
 *     .train(problems);
 * }</pre>
 *
 * <p>A round has a fixed number of optimizer steps, {@code epochs * minibatches}, among which its
 * examples are divided, however many are kept; so the learning-rate schedule knows the length of
 * the run beforehand. A step without examples passes without an update.
 *
 * <p>The optimizer's state lives through all rounds. The policy is trained in place. Immutable and
 * reusable; one run at a time on a model, others may go on in other threads.
 */
public final class OnPolicyRounds {

  private final LanguageModel policy;
  private final @Nullable LanguageModel reference;
  private final RoundSettings settings;
  private final List<Problem> guardProblems;
  private final StageClock clock;
  private final @Nullable RunDirectory directory;
  private final Stages stages;
  private final @Nullable Path checkpointDirectory;
  private final TrainingCheckpoints checkpoints;

  OnPolicyRounds(
      LanguageModel policy,
      @Nullable LanguageModel reference,
      RoundSettings settings,
      List<Problem> guardProblems,
      int slots,
      RunListener listener,
      @Nullable Path runDirectory,
      @Nullable Path checkpointDirectory,
      int keepCheckpoints) {
    this.policy = policy;
    this.reference = reference;
    this.settings = settings;
    this.guardProblems = guardProblems;
    this.clock = new StageClock(listener);
    this.directory = runDirectory == null ? null : new RunDirectory(runDirectory);
    this.stages = new Stages(clock, directory, slots, settings.sequenceLimit());
    this.checkpointDirectory = checkpointDirectory;
    this.checkpoints =
        checkpointDirectory == null
            ? TrainingCheckpoints.none()
            : TrainingCheckpoints.in(
                checkpointDirectory,
                CheckpointSettings.defaults()
                    .every(settings.stepsPerRound())
                    .keep(keepCheckpoints));
  }

  /** A builder with every default. */
  public static OnPolicyRoundsBuilder builder() {
    return new OnPolicyRoundsBuilder();
  }

  /** The policy that is trained: the object the builder was given, or that with an adapter. */
  public LanguageModel policy() {
    return policy;
  }

  /**
   * Runs all rounds that a checkpoint hasn't done yet, unless a guard ends the training.
   *
   * @param problems to sample from, in an order that derives from the seed
   * @return how each of these rounds went
   * @throws IllegalArgumentException if there are fewer problems than a round has, an id comes
   *     twice, or a prompt fills the context; nothing has been done then
   * @throws IllegalStateException naming the process that writes to the run directory already
   * @throws java.util.concurrent.CancellationException if the thread is interrupted: while a round
   *     samples or is scored, or after its update; a checkpoint holds the rounds before
   */
  public List<RoundReport> train(List<Problem> problems) {
    HoldOut split = HoldOut.forGuards(settings.guards(), problems, guardProblems);
    Stages.checkPrompts(policy, split.evaluation());
    return train(split.training(), split.evaluation());
  }

  private List<RoundReport> train(List<Problem> problems, List<Problem> checked) {
    check(problems);
    if (directory == null) {
      return run(problems, checked);
    }
    FileClaim lock = directory.lock();
    try (lock) {
      return run(problems, checked);
    }
  }

  private List<RoundReport> run(List<Problem> problems, List<Problem> checked) {
    clock.restart();
    int steps = settings.rounds() * settings.stepsPerRound();
    Trainer trainer =
        new Trainer(
                policy,
                settings.trainable(),
                settings.method().loss(),
                settings.training(),
                stages.steps())
            .guarded(
                settings.guards(), stages.check(checked, settings.sampling(), settings.grading()));
    List<RoundReport> reports = new ArrayList<>();
    RoundProgress progress = new RoundProgress(new RoundState(settings.reward(), 0));
    try (TrainingSession session =
        trainer.start(steps, checkpoints, Map.of(RoundProgress.PART, progress))) {
      if (session.ending() == null) { // which may be in the middle of a round
        progress.check(session.finished(), settings.stepsPerRound(), checkpointDirectory);
      }
      int first = session.finished() / settings.stepsPerRound();
      if (directory != null) {
        directory.startRounds(first);
      }
      for (int round = first; round < settings.rounds() && session.ending() == null; round++) {
        RoundState state = progress.next();
        RewardRecipe recipe = recipe(state);
        RoundSamples samples =
            RoundSamples.draw(stages, settings, policy, problems, recipe, round, state.cursor());
        List<WeightedSolution> weighted =
            samples.anyKept() ? recipe.weigh(samples.graded(), samples.solutions()) : List.of();
        SequenceLimit.Limited limited = stages.limit(examples(samples, weighted));
        session.look(Map.of(Guard.ROUND_LENGTH, samples.meanLength()));
        if (session.ending() != null) {
          break;
        }
        progress.goOn(
            round + 1, new RoundState(state.reward().after(samples.graded()), samples.cursor()));
        update(session, round, limited.examples());
        reports.add(report(round, samples, weighted, limited));
      }
    }
    if (directory != null) {
      directory.writeModel(policy);
    }
    return List.copyOf(reports);
  }

  private void check(List<Problem> problems) {
    checkArgument(
        problems.size() >= settings.problemsPerRound(),
        "a round has %s problems, but there are only %s: give more, or set problemsPerRound",
        settings.problemsPerRound(),
        problems.size());
    Set<String> ids = new HashSet<>();
    for (Problem problem : problems) {
      checkArgument(ids.add(problem.id()), "problem id %s comes twice", problem.id());
    }
    Stages.checkPrompts(policy, problems);
  }

  private RewardRecipe recipe(RoundState state) {
    return new RewardRecipe(
        state.reward().current(), settings.method().advantage(), settings.method().keep());
  }

  /** With the log-probs of the policy before the update, and of the reference if there is one. */
  private List<TrainingExample> examples(RoundSamples samples, List<WeightedSolution> weighted) {
    List<TrainingExample> examples =
        TrainingExamples.withStarts(
            stages.record("policy log-probs", samples.solutions(), weighted, policy),
            settings.starts());
    LanguageModel other = reference;
    return other == null
        ? examples
        : clock.time(
            new Stage("reference log-probs", "solutions", examples.size()),
            tick -> TrainingExamples.withReference(examples, other, tick));
  }

  private void update(TrainingSession session, int round, List<TrainingExample> examples) {
    List<List<TrainingExample>> batches = settings.batches(round, examples);
    clock.time(
        new Stage("train", "steps", batches.size()),
        tick -> {
          for (List<TrainingExample> batch : batches) {
            if (session.ending() == null) {
              session.step(batch);
              tick.run();
            }
          }
          return batches;
        });
  }

  private RoundReport report(
      int round,
      RoundSamples samples,
      List<WeightedSolution> weighted,
      SequenceLimit.Limited limited) {
    List<GradedSolution> graded = samples.graded();
    RoundReport report =
        new RoundReport(
            round,
            settings.rounds(),
            samples.problems(),
            samples.tries(),
            graded.size(),
            graded.stream().mapToDouble(GradedSolution::score).average().orElse(0),
            samples.meanLength(),
            weighted.stream().mapToDouble(WeightedSolution::reward).average().orElse(0),
            limited.examples().size(),
            limited.dropped(),
            limited.truncated());
    if (directory != null) {
      directory.appendRound(report);
      if (!weighted.isEmpty()) {
        directory.writeRound(round, samples.solutions(), weighted);
      }
    }
    clock.listener().onRound(report);
    return report;
  }
}
