package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.training.BatchSource;
import dev.o1pruner.training.Guard;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.PolicyCheck;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingCheckpoints;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingProgress;
import dev.o1pruner.training.TrainingSettings;
import java.util.List;
import java.util.Map;

/**
 * How examples that are all there before training are trained on, whatever the loss.
 *
 * @param training optimizer, schedule, clipping
 * @param trainable which weights are trained
 * @param sequenceLimit what happens to long sequences
 * @param batchSize examples per optimizer step
 * @param epochs passes over the examples
 * @param guards what it is watched for
 */
public record OfflineTraining(
    TrainingSettings training,
    Trainable trainable,
    SequenceLimit sequenceLimit,
    int batchSize,
    int epochs,
    GuardSettings guards) {

  /** Checks the counts. */
  public OfflineTraining {
    checkArgument(batchSize > 0, "batchSize must be positive but was %s", batchSize);
    checkArgument(epochs > 0, "epochs must be positive but was %s", epochs);
  }

  /** Every weight, whole sequences, one pass, the default guards. */
  public OfflineTraining(TrainingSettings training, int batchSize) {
    this(training, Trainable.full(), SequenceLimit.none(), batchSize, 1, GuardSettings.defaults());
  }

  /** The same for guards that never check. */
  public SequenceLimit.Limited run(
      LanguageModel policy,
      List<TrainingExample> examples,
      PolicyLoss loss,
      long seed,
      StageClock clock,
      TrainingListener steps,
      TrainingCheckpoints checkpoints) {
    return run(policy, examples, loss, seed, clock, steps, checkpoints, PolicyCheck.none());
  }

  /**
   * Trains a policy in place, or goes on with a training that was cut off: bit for bit as it would
   * have gone on, if examples, seed and settings are the same.
   *
   * @param policy prepared by {@link Trainable#prepare}
   * @param examples all of them, in any order that is always the same
   * @param seed the order of batches derives from it
   * @param steps told of each step, before the clock's listener
   * @param checkpoints where to go on from and what to save
   * @param check has the policy solve problems as often as the guards ask for
   * @return what was trained on, and how many sequences were too long
   * @throws IllegalArgumentException if there is a {@link Guard#signal} guard and the advantage of
   *     every example is 0
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, after the step
   *     it was in and with a checkpoint of that
   */
  public SequenceLimit.Limited run(
      LanguageModel policy,
      List<TrainingExample> examples,
      PolicyLoss loss,
      long seed,
      StageClock clock,
      TrainingListener steps,
      TrainingCheckpoints checkpoints,
      PolicyCheck check) {
    SequenceLimit.Limited limited = sequenceLimit.apply(examples);
    guards.refuseWithoutSignal(limited.examples());
    clock.listener().onSequenceLimit(limited);
    BatchSource batches = BatchSource.shuffled(limited.examples(), batchSize, epochs, seed);
    Stage stage = new Stage("train", "steps", batches.steps());
    return clock.time(
        stage,
        tick -> {
          TrainingListener listener = steps.andThen(new ToldByClock(clock, stage, tick));
          new Trainer(policy, trainable, loss, training, listener)
              .guarded(guards, check)
              .train(batches, checkpoints);
          return limited;
        });
  }

  /** Tells a clock's listener of a training, and counts what was done before. */
  private record ToldByClock(StageClock clock, Stage stage, Runnable tick)
      implements TrainingListener {
    @Override
    public void onStart(TrainingProgress before, int steps) {
      clock.add(stage.name(), before.seconds());
      clock.listener().onTrainingStart(before, steps);
      for (int step = 0; step < before.steps(); step++) {
        tick.run();
      }
    }

    @Override
    public void onStep(StepMetrics metrics) {
      clock.listener().onStep(metrics);
      tick.run();
    }

    @Override
    public void onEvent(TrainingEvent event) {
      clock.listener().onTrainingEvent(event);
    }
  }

  /** Every setting by name; of the schedule, the rates of a run of ten steps. */
  public Map<String, Object> describe() {
    return ImmutableMap.<String, Object>builder()
        .putAll(training.describe())
        .put("trainable", trainable.toString())
        .put("sequenceLimit", sequenceLimit.toString())
        .put("batchSize", batchSize)
        .put("epochs", epochs)
        .putAll(guards.describe())
        .buildOrThrow();
  }
}
