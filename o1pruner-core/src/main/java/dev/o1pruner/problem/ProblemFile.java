package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.MoreFiles;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Problem sets. Read from JSON lines, a JSON array, an object with one array, or Parquet, in any
 * {@link ProblemFormat}; written as JSON lines of {@code id}, {@code problem}, {@code answer}, and
 * any metadata.
 */
public final class ProblemFile {

  private ProblemFile() {}

  /** Reads a problem set in a known format and refuses the file at its first bad row. */
  public static List<Problem> read(Path file) {
    return read(file, OnBadLine.refuse());
  }

  /** Reads a problem set in a known format. */
  public static List<Problem> read(Path file, OnBadLine onBadLine) {
    return read(file, ProblemFormat.DETECTED, onBadLine);
  }

  /**
   * Reads a problem set.
   *
   * @param onBadLine what to do with a malformed row, a missing field or an id seen before
   * @throws IllegalArgumentException if the file is missing, is refused, or holds no problem
   */
  public static List<Problem> read(Path file, ProblemFormat format, OnBadLine onBadLine) {
    List<Problem> problems = RowFile.read(file, new Rows(file, format)::problem, onBadLine);
    checkArgument(!problems.isEmpty(), "%s holds no problem", file);
    return problems;
  }

  /** Writes a problem set, one line each, metadata fields after the three known ones. */
  public static void write(Path file, List<Problem> problems) {
    JsonLines.write(file, problems.stream().map(ProblemFile::format).toList());
  }

  /** One file's rows: its mapping, once a row has shown it, and the ids so far. */
  private static final class Rows {
    private final String name;
    private final ProblemFormat format;
    private final Set<String> ids = new HashSet<>();
    private @Nullable FieldMapping mapping;

    Rows(Path file, ProblemFormat format) {
      this.name = MoreFiles.getNameWithoutExtension(file);
      this.format = format;
    }

    Problem problem(int number, JsonObject row) {
      if (mapping == null) {
        mapping = format.mappingOf(row);
      }
      Problem problem = mapping.problem(row, name + "-" + number);
      checkArgument(ids.add(problem.id()), "id %s was used before", problem.id());
      return problem;
    }
  }

  private static JsonObject format(Problem problem) {
    JsonObject line = new JsonObject();
    line.addProperty("id", problem.id());
    line.addProperty("problem", problem.problem());
    line.addProperty("answer", problem.answer());
    problem.metadata().forEach((name, value) -> line.add(name, Json.gson().toJsonTree(value)));
    return line;
  }
}
