package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import dev.o1pruner.training.TrainingCheckpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * After each round, weights and optimizer in one file and the round's state in another: {@code
 * round-N.json} is what round N starts from. It is written before the weights are, and the one
 * before goes only after them, so that there is one for whichever weights are found.
 *
 * @param directory where the files are; null for nowhere
 * @param stepsPerRound optimizer steps between checkpoints
 */
record RoundCheckpoints(@Nullable Path directory, int stepsPerRound) {

  /** Those of weights and optimizer. */
  TrainingCheckpoints training() {
    return directory == null
        ? TrainingCheckpoints.none()
        : TrainingCheckpoints.in(directory, stepsPerRound);
  }

  /**
   * The state that a round starts from.
   *
   * @param finishedSteps of the weights that were found
   * @param initial the state of the first round
   * @throws IllegalArgumentException if the weights are of a run with other rounds
   */
  RoundState restore(int finishedSteps, RoundState initial) {
    if (directory == null || finishedSteps == 0) {
      return initial;
    }
    Path file = file(directory, finishedSteps / stepsPerRound);
    checkArgument(
        finishedSteps % stepsPerRound == 0 && Files.exists(file),
        "%s has weights after %s steps, which with %s steps a round aren't the end of one of this"
            + " run's rounds; delete it to start anew",
        directory,
        finishedSteps,
        stepsPerRound);
    return initial.restore(Json.readObject(file));
  }

  /** Keeps what a round starts from, before the weights it belongs to are saved. */
  void save(int round, RoundState state) {
    if (directory != null) {
      AtomicFiles.writeText(file(directory, round), Json.pretty(state.json()) + "\n");
    }
  }

  /** Removes what a finished round started from. */
  void forget(int round) {
    if (directory == null) {
      return;
    }
    try {
      Files.deleteIfExists(file(directory, round));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot remove " + file(directory, round) + ": " + e.getMessage(), e);
    }
  }

  private static Path file(Path directory, int round) {
    return directory.resolve("round-%d.json".formatted(round));
  }
}
