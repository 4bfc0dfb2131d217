package dev.o1pruner.examples.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a {@code prune} is, by what it has said and by the files that it has half written, in the
 * order in which it comes there; training goes on after a checkpoint.
 */
enum KillStage {
  START("", ""),
  SAMPLE("sample: ", ""),
  EVALUATE_REFERENCE("evaluate reference", ""),
  LOG_PROBS("reference log-probs: ", ""),
  TRAIN("train: ", ""),
  CHECKPOINT("", "checkpoint/*.safetensors.tmp"),
  EVALUATE_POLICY("evaluate policy", ""),
  SAVE("", "model.saving"),
  REPORT("", "model"),
  ENDED("", "");

  private final String said;

  /** Pattern of a file, within the directory of the run. */
  private final String file;

  KillStage(String said, String file) {
    this.said = said;
    this.file = file;
  }

  /**
   * The last stage that shows.
   *
   * @param log what the process said
   * @param begun when it began: older files are of processes before it
   */
  static KillStage of(Path directory, String log, Instant begun) throws IOException {
    List<KillStage> shown = new ArrayList<>(List.of(START));
    for (KillStage stage : values()) {
      boolean told =
          !stage.said.isEmpty() && (log.startsWith(stage.said) || log.contains("\n" + stage.said));
      boolean made = !stage.file.isEmpty() && isSince(begun, directory.resolve(stage.file));
      if (told || made) {
        shown.add(stage);
      }
    }
    if (shown.contains(SAVE)) {
      shown.remove(REPORT); // the model that is being replaced
    }
    return Collections.max(shown);
  }

  private static boolean isSince(Instant begun, Path pattern) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      for (Path path : found) {
        if (!Files.getLastModifiedTime(path).toInstant().isBefore(begun)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false; // not there yet, or gone between the two questions
    }
  }
}
