package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.optimizer.Optimizer;
import java.nio.file.Path;

/** Where a training run goes on from, and what it leaves behind to be gone on from. */
public interface TrainingCheckpoints {

  /**
   * Brings trained weights and optimizer to the state of the newest checkpoint, if there is one.
   *
   * @return what is done; {@link TrainingProgress#NONE} if there is no checkpoint
   */
  TrainingProgress restore(TrainedWeights weights, Optimizer optimizer);

  /**
   * Whether to save now that a step is done.
   *
   * @param done that step included
   * @param steps of the whole run
   */
  boolean isDue(TrainingProgress done, int steps);

  /**
   * Saves what {@link #restore} needs: when it is due, and when a run is interrupted.
   *
   * @param done what the state is after
   */
  void save(TrainingProgress done, TrainedWeights weights, Optimizer optimizer);

  /** Starts at step 0 and saves nothing. */
  static TrainingCheckpoints none() {
    return new TrainingCheckpoints() {
      @Override
      public TrainingProgress restore(TrainedWeights weights, Optimizer optimizer) {
        return TrainingProgress.NONE;
      }

      @Override
      public boolean isDue(TrainingProgress done, int steps) {
        return false;
      }

      @Override
      public void save(TrainingProgress done, TrainedWeights weights, Optimizer optimizer) {}
    };
  }

  /**
   * Keeps one checkpoint in a directory, replaced as a whole.
   *
   * @param directory made when the first checkpoint is saved
   * @param every steps between checkpoints; the last step is always followed by one
   */
  static TrainingCheckpoints in(Path directory, int every) {
    checkArgument(every > 0, "a checkpoint every %s steps makes no sense", every);
    return new CheckpointFile(directory, (done, lastSaved, cost) -> done.steps() % every == 0);
  }

  /**
   * The same after the first step and the last, and in between as often as takes no more than a
   * twentieth of the time: a small model loses a step or two, a large one some minutes.
   */
  static TrainingCheckpoints in(Path directory) {
    return new CheckpointFile(
        directory,
        (done, lastSaved, cost) ->
            done.seconds() - lastSaved >= CheckpointFile.STEPS_TO_SAVING * cost);
  }
}
