package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Problems as JSON lines: {@code id}, {@code problem}, {@code answer}, and any metadata. */
public final class ProblemFile {

  private ProblemFile() {}

  /** Reads a problem set and refuses the file at its first bad line. */
  public static List<Problem> read(Path file) {
    return read(file, OnBadLine.refuse());
  }

  /**
   * Reads a problem set.
   *
   * @param onBadLine what to do with a malformed line, a missing field or an id seen before
   * @throws IllegalArgumentException if the file is missing, is refused, or holds no problem
   */
  public static List<Problem> read(Path file, OnBadLine onBadLine) {
    Set<String> ids = new HashSet<>();
    List<Problem> problems =
        JsonLines.read(
            file,
            line -> {
              Problem problem = parse(line);
              checkArgument(ids.add(problem.id()), "id %s was used before", problem.id());
              return problem;
            },
            onBadLine);
    checkArgument(!problems.isEmpty(), "%s holds no problem", file);
    return problems;
  }

  /** Writes a problem set, one line each, metadata fields after the three known ones. */
  public static void write(Path file, List<Problem> problems) {
    JsonLines.write(file, problems.stream().map(ProblemFile::format).toList());
  }

  private static Problem parse(JsonObject line) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> field : line.entrySet()) {
      switch (field.getKey()) {
        case "id", "problem", "answer" -> {}
        default ->
            metadata.put(field.getKey(), Json.gson().fromJson(field.getValue(), Object.class));
      }
    }
    return new Problem(text(line, "id"), text(line, "problem"), text(line, "answer"), metadata);
  }

  private static String text(JsonObject line, String field) {
    JsonElement value = line.get(field);
    checkArgument(value != null, "field \"%s\" is missing", field);
    checkArgument(
        value.isJsonPrimitive(), "field \"%s\" must be text or a number but was %s", field, value);
    return value.getAsString();
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
