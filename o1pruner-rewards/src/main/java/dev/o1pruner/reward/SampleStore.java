package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.IoReason;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.run.LineChecksum;
import dev.o1pruner.run.UnreadableFile;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Solution;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Solutions by problem id and sample number, one {@link SampleLine} with a {@link LineChecksum}
 * each in a file that is only appended to, by one owner at a time ({@link FileClaim}).
 *
 * <p>What a crash left of a last line is cut off; any other damage is refused or, if asked for, cut
 * out. Records are forced to disk within a second's work ({@link RecordFile}).
 */
final class SampleStore implements AutoCloseable {

  private final Path file;
  private final FileClaim claim;
  private final Map<SampleKey, Draw> missing = new LinkedHashMap<>();
  private final Map<SampleKey, Solution> solutions = new LinkedHashMap<>();
  private final RecordFile end;
  private boolean closed;

  /**
   * Opens a file, or starts it.
   *
   * @param fingerprint what its solutions depend on
   * @param draws all that may be in it
   * @param onDamage told of each damaged line, which is cut out then; throws to refuse the file
   * @param notes told of a last line that was cut off
   * @throws IllegalArgumentException if the file is of another fingerprint, is damaged, or holds a
   *     solution twice or of no such draw; the file stays as it is
   * @throws IllegalStateException naming who is writing it
   */
  static SampleStore open(
      SampleFingerprint fingerprint,
      Iterable<Draw> draws,
      OnBadLine onDamage,
      Consumer<String> notes) {
    Path file = fingerprint.file();
    FileClaim claim = FileClaim.take(file);
    try {
      return new SampleStore(claim, fingerprint, draws, onDamage, notes);
    } catch (IOException e) {
      claim.close();
      throw new UncheckedIOException(
          "cannot open %s: %s; what it holds is as it was".formatted(file, IoReason.of(e)), e);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private SampleStore(
      FileClaim claim,
      SampleFingerprint fingerprint,
      Iterable<Draw> draws,
      OnBadLine onDamage,
      Consumer<String> notes)
      throws IOException {
    this.file = fingerprint.file();
    this.claim = claim;
    for (Draw draw : draws) {
      SampleKey key = SampleKey.of(draw);
      checkArgument(missing.put(key, draw) == null, "%s is to be drawn twice", key);
    }
    long length = 0;
    if (Files.exists(file)) {
      fingerprint.check();
      length = recover(onDamage, notes);
    } else {
      fingerprint.write();
      Files.createFile(file);
      AtomicFiles.forceDirectoryOf(file);
    }
    this.end = RecordFile.open(file, length, solutions.size());
  }

  /** Takes in the solutions that are there, and returns where the last one ends. */
  private long recover(OnBadLine onDamage, Consumer<String> notes) throws IOException {
    SampleScan scan = SampleScan.of(file, onDamage);
    scan.solutions().forEach(this::takeIn);
    if (scan.torn() > 0) {
      notes.accept(
          "%s: the last line was cut off after %d bytes; its solution is drawn again"
              .formatted(file, scan.torn()));
    }
    if (scan.damaged().isEmpty()) {
      return scan.length();
    }
    AtomicFiles.write(file, temporary -> copyUndamaged(scan, temporary));
    return Files.size(file);
  }

  private void takeIn(int line, Solution solution) {
    SampleKey key = SampleKey.of(solution);
    checkArgument(
        !solutions.containsKey(key),
        "%s:%s: holds %s for the second time; delete one of the two lines",
        file,
        line,
        key);
    Draw draw = missing.remove(key);
    checkArgument(
        draw != null && draw.prompt().tokenIds().equals(solution.promptIds()),
        "%s:%s: holds %s, which %s; give another path",
        file,
        line,
        key,
        draw == null ? "isn't asked for now" : "had another prompt");
    solutions.put(key, solution);
  }

  private void copyUndamaged(SampleScan scan, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      SampleScan.lines(
          in,
          (number, line) -> {
            if (!scan.damaged().contains(number)) {
              out.write(line);
              out.write('\n');
            }
          });
    }
  }

  /** {@link ResumableSampler#rewrite}. */
  static void rewrite(Path file, List<JsonObject> lines) {
    Set<SampleKey> written = new HashSet<>();
    List<JsonObject> all = new ArrayList<>();
    for (JsonObject line : lines) {
      written.add(SampleKey.of(SampleLine.solution(line)));
      all.add(LineChecksum.add(line));
    }
    FileClaim claim = FileClaim.take(file);
    try (claim) {
      for (Solution solution : SampleScan.of(file, OnBadLine.refuse()).solutions().values()) {
        if (written.add(SampleKey.of(solution))) {
          all.add(LineChecksum.add(SampleLine.of(solution)));
        }
      }
      JsonLines.write(file, all);
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
  }

  /** The solutions that are there. */
  List<Solution> solutions() {
    return ImmutableList.copyOf(solutions.values());
  }

  /** What isn't there yet. */
  List<Draw> missing() {
    return ImmutableList.copyOf(missing.values());
  }

  /** The solution of a draw, if it is there. */
  @Nullable Solution get(Draw draw) {
    return solutions.get(SampleKey.of(draw));
  }

  /**
   * Appends a solution that was missing.
   *
   * @throws UncheckedIOException saying how many are safe, if it can't be written
   * @throws IllegalStateException if the store is closed, or the solution isn't missing
   */
  void add(Solution solution, JsonObject line) {
    checkState(!closed, "%s is closed: open it again to add to it", file);
    SampleKey key = SampleKey.of(solution);
    Draw draw = missing.remove(key);
    checkState(
        draw != null && draw.prompt().tokenIds().equals(solution.promptIds()),
        "the sampler gave %s, which it wasn't asked for (%s)",
        key,
        draw == null ? "now" : "with that prompt");
    String text = Json.gson().toJson(LineChecksum.add(line)) + "\n";
    try {
      end.append(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure(e);
    }
    solutions.put(key, solution);
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(
        "cannot write %s: %s; %d solutions in it are safe: once that is put right, start again with"
                .formatted(file, IoReason.of(e), end.forced())
            + " the same settings, and only the others are drawn",
        e);
  }

  /** Forces the rest to disk and gives the file up; closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    try (claim) {
      end.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
