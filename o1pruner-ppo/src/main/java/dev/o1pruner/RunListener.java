package dev.o1pruner;

import dev.o1pruner.problem.Overlap;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingProgress;
import java.nio.file.Path;

/** Told how a run goes, on the thread that runs it. */
public interface RunListener {

  /**
   * Problems to evaluate on are, or nearly are, problems to train on; told before the first stage.
   */
  default void onOverlap(Overlap overlap) {}

  /** A stage begins. */
  default void onStageStart(Stage stage) {}

  /** The current stage has come this far. */
  default void onProgress(Stage stage, long done) {}

  /** Training is about to start on the sequences within the limit. */
  default void onSequenceLimit(SequenceLimit.Limited limited) {}

  /**
   * Steps are about to be taken, in the current stage or in all rounds.
   *
   * @param before what a run that was cut off had done already
   * @param steps of the whole training
   */
  default void onTrainingStart(TrainingProgress before, int steps) {}

  /** Training shows something that its user should know. */
  default void onTrainingEvent(TrainingEvent event) {}

  /** The current stage, training, has taken a step; {@link #onProgress} follows. */
  default void onStep(StepMetrics metrics) {}

  /** An on-policy round has been trained on. */
  default void onRound(RoundReport report) {}

  /** A stage has ended. */
  default void onStageEnd(Stage stage, double seconds) {}

  /** The run's directory holds all of its results: no stage runs again. */
  default void onFinishedAlready(Path directory) {}

  /** Nobody listening. */
  static RunListener none() {
    return new RunListener() {};
  }
}
