package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How far a training is.
 *
 * @param steps that are done
 * @param seconds of wall-clock time that they took, over all processes that took them
 */
public record TrainingProgress(int steps, double seconds) {

  /** Nothing is done yet. */
  public static final TrainingProgress NONE = new TrainingProgress(0, 0);

  /** Checks the numbers. */
  public TrainingProgress {
    checkArgument(steps >= 0, "steps must be >= 0 but were %s", steps);
    checkArgument(seconds >= 0, "seconds must be >= 0 but were %s", seconds);
  }
}
