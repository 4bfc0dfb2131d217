package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.IoReason;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each solution to a file as it ends ({@link SampleLine}), and draws only those that aren't
 * there yet: a sampling that was cut off goes on where it was. What the solutions depend on stands
 * beside the file, in {@link #settingsFile}; a file of anything else is refused.
 *
 * <p>Each line ends in a {@link dev.o1pruner.run.LineChecksum}. Half a last line, which a crash may
 * leave, is dropped and drawn again. A power failure costs at most what was written within a
 * second; a process that is killed costs the solutions it was at.
 *
 * <p>Each line says how many seconds went by since the one before, so that their sum is the time
 * all of them took however often the drawing was cut off ({@link #seconds}).
 *
 * @param sampler draws what is missing
 * @param file one line a solution, in no particular order; one owner at a time may write it ({@link
 *     FileClaim})
 * @param origin where the solutions come from, such as the hash of a model
 * @param redrawsDamaged whether a damaged line is dropped and drawn again; if not, it is refused
 * @param notes told in a sentence of each line that is dropped
 */
public record ResumableSampler(
    Sampler sampler, Path file, JsonObject origin, boolean redrawsDamaged, Consumer<String> notes)
    implements Sampler {

  private static final Logger LOG = LoggerFactory.getLogger(ResumableSampler.class);

  /** Name of the field with the seconds since the solution before. */
  public static final String SECONDS = "seconds";

  /** A sampler that refuses damaged lines, and logs what it drops of a last line. */
  public ResumableSampler(Sampler sampler, Path file, JsonObject origin) {
    this(sampler, file, origin, false, LOG::warn);
  }

  /** Where it is written what the solutions of a file depend on. */
  public static Path settingsFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".settings.json");
  }

  /** Wall-clock time that the lines of a file took to draw. */
  public static double seconds(Path file) {
    return JsonLines.read(
            file,
            line -> JsonFields.required(line, SECONDS, JsonElement::getAsDouble),
            JsonLines.OnBadLine.refuse())
        .stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  /**
   * Puts other lines of the same solutions in a file's place, such as graded ones; each gets its
   * checksum. Whatever else has been drawn to the file meanwhile follows them.
   *
   * @param lines a {@link SampleLine} each
   * @throws IllegalStateException naming who is writing the file
   */
  public static void rewrite(Path file, List<JsonObject> lines) {
    SampleStore.rewrite(file, lines);
  }

  /**
   * Deletes a file and what stands beside it.
   *
   * @throws IllegalStateException naming who is writing the file
   * @throws UncheckedIOException naming what can't be deleted
   */
  public static void delete(Path file) {
    FileClaim claim = FileClaim.take(file);
    try (claim) {
      for (Path each : ImmutableList.of(file, settingsFile(file), FileClaim.lockFile(file))) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the file is of other settings, is damaged, or holds a
   *     solution twice or one that isn't among the draws, or if the draws aren't those of the
   *     settings; nothing is drawn then
   * @throws IllegalStateException if somebody else is writing the file, naming them
   * @throws UncheckedIOException if the file can't be read or written, saying how many solutions
   *     are safe
   */
  @Override
  public List<Solution> draw(
      List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
    draws.forEach(draw -> checkIsOf(settings, draw));
    List<Solution> drawn = new ArrayList<>();
    SampleFingerprint fingerprint = SampleFingerprint.of(file, origin, settings);
    try (SampleStore store = SampleStore.open(fingerprint, draws, this::onDamage, notes)) {
      store.solutions().forEach(onSolution);
      long[] before = {System.nanoTime()};
      sampler.draw(
          store.missing(),
          settings,
          solution -> {
            long now = System.nanoTime();
            JsonObject line = SampleLine.of(solution);
            line.addProperty(SECONDS, (now - before[0]) / 1e9);
            before[0] = now;
            store.add(solution, line);
            onSolution.accept(solution);
          });
      for (Draw draw : draws) {
        Solution solution = store.get(draw);
        if (solution != null) { // a sampler may leave one out, such as a server that refuses it
          drawn.add(solution);
        }
      }
    }
    return drawn;
  }

  /** What a draw alone depends on would stand nowhere. */
  private static void checkIsOf(SamplingSettings settings, Draw draw) {
    checkArgument(
        draw.equals(Draw.of(draw.prompt(), draw.sample(), settings)),
        "%s has another seed or token limit than the settings give it; use Draw.of",
        SampleKey.of(draw));
  }

  private void onDamage(Path damaged, int line, String reason) {
    if (!redrawsDamaged) {
      throw new IllegalArgumentException(
          "%s:%d: %s; delete the line, or have damaged ones drawn again (--redraw-damaged)"
              .formatted(damaged, line, reason));
    }
    notes.accept(
        "%s:%d: %s; the line is dropped, and drawn again".formatted(damaged, line, reason));
  }
}
