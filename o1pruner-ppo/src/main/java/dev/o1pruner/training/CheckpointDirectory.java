package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.run.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints named {@code training-N.safetensors} after the steps that are done. Each is whole or
 * found out, and an older one goes only when enough newer ones are safe on disk.
 */
final class CheckpointDirectory implements TrainingCheckpoints {

  /** Time between two savings, in times that a saving takes. */
  private static final int STEPS_TO_SAVING = 19;

  private static final Pattern NAME = Pattern.compile("training-(\\d{1,9})\\.safetensors(\\.tmp)?");

  private final Path directory;
  private final CheckpointSettings settings;
  private double lastSaved;
  private double cost;

  CheckpointDirectory(Path directory, CheckpointSettings settings) {
    this.directory = directory;
    this.settings = settings;
  }

  private CheckpointFile file(int steps) {
    return new CheckpointFile(directory.resolve("training-%d.safetensors".formatted(steps)));
  }

  @Override
  public TrainingProgress restore(TrainingState state, TrainingListener listener) {
    Map<CheckpointFile, String> damaged = new LinkedHashMap<>();
    for (int steps : newestFirst()) {
      CheckpointFile file = file(steps);
      String damage = file.damage();
      if (damage == null) {
        TrainingProgress done = file.read(state, SavedArray.all(state));
        damaged.forEach(
            (other, reason) ->
                listener.onEvent(new DamagedCheckpoint(other.path(), reason, file.path())));
        lastSaved = done.seconds();
        return done;
      }
      damaged.put(file, damage);
    }
    checkArgument(
        damaged.isEmpty(),
        "no checkpoint in %s is whole (%s): restore one from elsewhere, or delete that directory to"
            + " train from the first step on",
        directory,
        damaged.entrySet().stream()
            .map(entry -> entry.getKey().path().getFileName() + ": " + entry.getValue())
            .collect(Collectors.joining("; ")));
    return TrainingProgress.NONE;
  }

  @Override
  public boolean isDue(TrainingProgress done, int steps) {
    if (done.steps() == steps) {
      return true;
    }
    return settings.every() == CheckpointSettings.AS_OFTEN_AS_CHEAP
        ? done.seconds() - lastSaved >= STEPS_TO_SAVING * cost
        : done.steps() % settings.every() == 0;
  }

  @Override
  public void save(TrainingProgress done, TrainingState state) {
    long start = System.nanoTime();
    file(done.steps()).write(done, state, SavedArray.all(state));
    removeOthers(done.steps());
    cost = (System.nanoTime() - start) / 1e9;
    lastSaved = done.seconds() + cost;
  }

  @Override
  public void saveBest(TrainingProgress done, TrainingState state) {
    best().write(done, state, SavedArray.weights(state));
  }

  @Override
  public void restoreBest(TrainingState state) {
    String damage = best().damage();
    if (damage != null) {
      throw new TrainingException(
          "%s, the best weights that were checked, is damaged (%s): delete %s to train from the"
                  .formatted(best().path(), damage, directory)
              + " first step on");
    }
    TrainingState weights = new TrainingState(state.weights(), state.optimizer(), Map.of());
    best().read(weights, SavedArray.weights(state));
  }

  private CheckpointFile best() {
    return new CheckpointFile(directory.resolve("best.safetensors"));
  }

  /** Steps of the checkpoints that are there. */
  private List<Integer> newestFirst() {
    return files().stream()
        .map(CheckpointDirectory::steps)
        .flatMap(Stream::ofNullable)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * Removes what is older than those to keep, half-written files, and what is newer than the one
   * just saved: it was damaged, or the training wouldn't have gone on from before it.
   */
  private void removeOthers(int saved) {
    List<Integer> kept =
        newestFirst().stream().filter(steps -> steps <= saved).limit(settings.keep()).toList();
    for (Path file : files()) {
      Integer steps = steps(file);
      if (steps == null || !kept.contains(steps)) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot remove " + file + ": " + IoReason.of(e), e);
        }
      }
    }
  }

  /** Checkpoints, half-written ones among them. */
  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory + ": " + IoReason.of(e), e);
    }
  }

  /** The steps in a checkpoint's name; null if it is half-written. */
  private static @Nullable Integer steps(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() && name.group(2) == null ? Integer.valueOf(name.group(1)) : null;
  }
}
