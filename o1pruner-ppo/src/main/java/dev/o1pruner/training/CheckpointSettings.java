package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How often checkpoints are saved and how many are kept.
 *
 * @param every steps between checkpoints, or {@link #AS_OFTEN_AS_CHEAP}; the last step is always
 *     followed by one
 * @param keep how many stay, the newest ones. While one is saved there is one more: an old one goes
 *     once the new one is safe on disk. With 1, damage to it loses the training
 */
public record CheckpointSettings(int every, int keep) {

  /** Default of {@code keep}: {@value}. */
  public static final int DEFAULT_KEEP = 2;

  /**
   * Default of {@code every}: after the first step, and then as often as takes no more than a
   * twentieth of the time. A small model loses a step or two, a large one some minutes.
   */
  public static final int AS_OFTEN_AS_CHEAP = 0;

  /** Checks the numbers. */
  public CheckpointSettings {
    checkArgument(every >= 0, "a checkpoint every %s steps makes no sense", every);
    checkArgument(keep > 0, "keep must be at least 1 checkpoint but was %s", keep);
  }

  /** As often as is cheap, {@value #DEFAULT_KEEP} kept. */
  public static CheckpointSettings defaults() {
    return new CheckpointSettings(AS_OFTEN_AS_CHEAP, DEFAULT_KEEP);
  }

  /** The same every so many steps. */
  public CheckpointSettings every(int steps) {
    checkArgument(steps > 0, "a checkpoint every %s steps makes no sense", steps);
    return new CheckpointSettings(steps, keep);
  }

  /** The same with so many kept. */
  public CheckpointSettings keep(int checkpoints) {
    return new CheckpointSettings(every, checkpoints);
  }
}
