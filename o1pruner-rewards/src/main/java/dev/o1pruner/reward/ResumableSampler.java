package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes each solution to a file as it ends ({@link SampleLine}), and draws only those that aren't
 * there yet: a sampling that was cut off goes on where it was. What the solutions depend on stands
 * beside the file, in {@link #settingsFile}; a file of anything else is refused.
 *
 * <p>Each line says how many seconds went by since the one before, so that their sum is the time
 * all of them took however often the drawing was cut off ({@link #seconds}).
 *
 * @param sampler draws what is missing
 * @param file one line a solution, in no particular order; one process at a time may write it
 * @param origin where the solutions come from, such as the hash of a model
 */
public record ResumableSampler(Sampler sampler, Path file, JsonObject origin) implements Sampler {

  /** Which solution a line is. */
  private record Key(String problemId, int sample) {}

  /** Name of the field with the seconds since the solution before. */
  public static final String SECONDS = "seconds";

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
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the file is of other settings, or holds a solution that
   *     isn't among the draws; nothing is drawn then
   */
  @Override
  public List<Solution> draw(
      List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
    Map<Key, Solution> solutions = stored(draws, describe(settings));
    List<Draw> missing = new ArrayList<>();
    for (Draw draw : draws) {
      Solution present = solutions.get(key(draw));
      if (present == null) {
        missing.add(draw);
      } else {
        onSolution.accept(present);
      }
    }
    try (FileChannel end =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long[] before = {System.nanoTime()};
      sampler.draw(
          missing,
          settings,
          solution -> {
            long now = System.nanoTime();
            append(end, solution, (now - before[0]) / 1e9);
            before[0] = now;
            solutions.put(new Key(solution.problemId(), solution.sample()), solution);
            onSolution.accept(solution);
          });
    } catch (IOException e) {
      throw failure(e);
    }
    List<Solution> drawn = new ArrayList<>();
    for (Draw draw : draws) {
      Solution solution = solutions.get(key(draw));
      if (solution != null) {
        drawn.add(solution);
      }
    }
    return drawn;
  }

  private static Key key(Draw draw) {
    return new Key(draw.prompt().problemId(), draw.sample());
  }

  /** What a solution depends on, besides its prompt and its number. */
  private JsonObject describe(SamplingSettings settings) {
    JsonObject described = origin.deepCopy();
    described.addProperty("temperature", settings.temperature());
    described.addProperty("topP", settings.topP());
    described.addProperty("topK", settings.topK());
    described.addProperty("maxTokens", settings.maxTokens());
    described.add("stopTokenIds", Json.gson().toJsonTree(new TreeSet<>(settings.stopTokenIds())));
    described.addProperty("seed", settings.seed());
    return described;
  }

  /** The solutions that are there; starts the two files if there are none. */
  private Map<Key, Solution> stored(List<Draw> draws, JsonObject described) {
    Path settingsFile = settingsFile(file);
    Map<Key, Solution> stored = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      AtomicFiles.writeText(settingsFile, Json.pretty(described) + "\n");
      return stored;
    }
    checkArgument(
        Files.exists(settingsFile),
        "%s is there already, but not %s, so that it can't be gone on with; give another path",
        file,
        settingsFile);
    checkSame(Json.readObject(settingsFile), described);
    dropTornLine();
    Map<Key, Draw> wanted = new LinkedHashMap<>();
    draws.forEach(draw -> wanted.put(key(draw), draw));
    for (Solution solution :
        JsonLines.read(file, SampleLine::solution, JsonLines.OnBadLine.refuse())) {
      Key key = new Key(solution.problemId(), solution.sample());
      Draw draw = wanted.get(key);
      checkArgument(
          draw != null && draw.prompt().tokenIds().equals(solution.promptIds()),
          "%s holds sample %s of problem %s, which %s; give another path",
          file,
          solution.sample(),
          solution.problemId(),
          draw == null ? "isn't asked for now" : "had another prompt");
      checkArgument(
          stored.put(key, solution) == null,
          "%s holds sample %s of problem %s twice",
          file,
          solution.sample(),
          solution.problemId());
    }
    return stored;
  }

  private void checkSame(JsonObject before, JsonObject now) {
    for (String name : Sets.union(now.keySet(), before.keySet())) {
      JsonElement old = before.get(name);
      // as text: numbers read from a file know no type
      checkArgument(
          old != null && old.toString().equals(String.valueOf(now.get(name))),
          "%s was sampled with another %s (%s, now %s); give another path, or the old setting",
          file,
          name,
          old,
          now.get(name));
    }
  }

  /** A process that is killed may leave half a line, of a solution that is drawn again. */
  private void dropTornLine() {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      ByteBuffer one = ByteBuffer.allocate(1);
      while (end > 0) {
        channel.read(one.clear(), end - 1);
        if (one.get(0) == '\n') {
          break;
        }
        end--;
      }
      channel.truncate(end);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void append(FileChannel end, Solution solution, double seconds) {
    JsonObject line = SampleLine.of(solution);
    line.addProperty(SECONDS, seconds);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(Json.gson().toJson(line) + "\n");
    try {
      while (bytes.hasRemaining()) {
        end.write(bytes);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException("cannot write %s: %s".formatted(file, e.getMessage()), e);
  }
}
