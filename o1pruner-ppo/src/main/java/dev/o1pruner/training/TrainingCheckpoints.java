package dev.o1pruner.training;

import dev.o1pruner.optimizer.Optimizer;
import java.nio.file.Path;

/** Where a training run goes on from, and what it leaves behind to be gone on from. */
public interface TrainingCheckpoints {

  /**
   * Brings trained weights and optimizer to the state of the newest checkpoint, if there is one.
   *
   * @return the step to go on with; 0 if there is no checkpoint
   */
  int restore(TrainedWeights weights, Optimizer optimizer);

  /** Saves what {@link #restore} needs, if this step is one to save after. */
  void afterStep(int step, int steps, TrainedWeights weights, Optimizer optimizer);

  /** Starts at step 0 and saves nothing. */
  static TrainingCheckpoints none() {
    return new TrainingCheckpoints() {
      @Override
      public int restore(TrainedWeights weights, Optimizer optimizer) {
        return 0;
      }

      @Override
      public void afterStep(int step, int steps, TrainedWeights weights, Optimizer optimizer) {}
    };
  }

  /**
   * Keeps one checkpoint in a directory, replaced as a whole.
   *
   * @param directory made when the first checkpoint is saved
   * @param every steps between checkpoints; the last step is always followed by one
   */
  static TrainingCheckpoints in(Path directory, int every) {
    return new CheckpointFile(directory, every);
  }
}
