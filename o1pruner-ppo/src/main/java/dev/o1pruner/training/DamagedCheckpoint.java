package dev.o1pruner.training;

import java.nio.file.Path;

/**
 * A checkpoint wasn't what was written, and the training goes on from an older one.
 *
 * @param file the damaged one
 * @param reason what is wrong with it
 * @param used the one that is gone on from
 */
public record DamagedCheckpoint(Path file, String reason, Path used) implements TrainingEvent {

  @Override
  public String message() {
    return "checkpoint %s is damaged (%s): the training goes on from %s"
        .formatted(file, reason, used.getFileName());
  }
}
