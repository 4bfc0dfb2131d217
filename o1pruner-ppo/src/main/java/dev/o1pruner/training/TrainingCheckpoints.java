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

  /**
   * Saves the trained weights as those to go back to, in place of others.
   *
   * @param done what they are after
   * @throws IllegalStateException if there is no place for them
   */
  void saveBest(TrainingProgress done, TrainingState state);

  /**
   * Gives the trained weights the values that {@link #saveBest} saved last; the optimizer stays.
   *
   * @throws TrainingException if the file is damaged
   */
  void restoreBest(TrainingState state);

  /** Starts at step 0, saves nothing, and has no place for weights to go back to. */
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

      @Override
      public void saveBest(TrainingProgress done, TrainingState state) {
        throw nowhere();
      }

      @Override
      public void restoreBest(TrainingState state) {
        throw nowhere();
      }

      private IllegalStateException nowhere() {
        return new IllegalStateException(
            "a guard that rolls back needs a place for the best weights: give a directory for"
                + " checkpoints, or let it stop instead");
      }
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
