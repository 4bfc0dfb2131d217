package dev.o1pruner.training;

import java.nio.file.Path;

/** Where a training run goes on from, and what it leaves behind to be gone on from. */
public interface TrainingCheckpoints {

  /**
   * Brings everything to the state of the newest checkpoint that is whole, if there is one.
   *
   * @param listener told of newer ones that are damaged
   * @return what is done; {@link TrainingProgress#NONE} if there is no checkpoint
   * @throws IllegalArgumentException if there are checkpoints but none is whole, or the newest
   *     whole one is of another training, saying what to do
   */
  TrainingProgress restore(TrainingState state, TrainingListener listener);

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
  void save(TrainingProgress done, TrainingState state);

  /** Starts at step 0 and saves nothing. */
  static TrainingCheckpoints none() {
    return new TrainingCheckpoints() {
      @Override
      public TrainingProgress restore(TrainingState state, TrainingListener listener) {
        return TrainingProgress.NONE;
      }

      @Override
      public boolean isDue(TrainingProgress done, int steps) {
        return false;
      }

      @Override
      public void save(TrainingProgress done, TrainingState state) {}
    };
  }

  /**
   * Keeps the newest checkpoints in a directory, one verified file each.
   *
   * @param directory made when the first checkpoint is saved
   */
  static TrainingCheckpoints in(Path directory, CheckpointSettings settings) {
    return new CheckpointDirectory(directory, settings);
  }

  /** One every so many steps, {@value CheckpointSettings#DEFAULT_KEEP} kept. */
  static TrainingCheckpoints in(Path directory, int every) {
    return in(directory, CheckpointSettings.defaults().every(every));
  }

  /** With the default settings. */
  static TrainingCheckpoints in(Path directory) {
    return in(directory, CheckpointSettings.defaults());
  }
}
