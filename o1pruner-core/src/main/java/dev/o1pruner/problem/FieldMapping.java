package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which field of a row is which part of a problem.
 *
 * <p>Every other field is kept as metadata under its own name, or as {@code original_NAME} if that
 * is id, problem, answer, or level with another field for the level. A solution that the answer was
 * taken out of is kept as {@code solution}, and a field of that name as {@code original_solution}.
 *
 * @param problem field of the problem's text
 * @param answer field that gives the answer
 * @param form how it gives it
 * @param id field of the id; if null, ids are the file's name without its ending, a hyphen and the
 *     row's number from 1 (the line's number in a file of JSON lines)
 * @param level field that reports are broken down by
 */
public record FieldMapping(
    String problem, String answer, AnswerForm form, @Nullable String id, String level) {

  private static final String ID = "id";
  private static final String PROBLEM = "problem";
  private static final String ANSWER = "answer";
  private static final String SOLUTION = "solution";
  private static final String ORIGINAL = "original_";

  /** A mapping with the level in the field {@value Problem#LEVEL}. */
  static FieldMapping of(String problem, String answer, AnswerForm form, @Nullable String id) {
    return new FieldMapping(problem, answer, form, id, Problem.LEVEL);
  }

  /**
   * Reads {@code problem=FIELD,answer=FIELD[:FORM],id=FIELD,level=FIELD}; id and level may be left
   * out, FORM is one of {@link AnswerForm}'s names, as-written if left out.
   *
   * @throws IllegalArgumentException if problem or answer is missing, or something else is there
   */
  public static FieldMapping parse(String text) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : Splitter.on(',').trimResults().split(text)) {
      List<String> sides = Splitter.on('=').trimResults().limit(2).splitToList(part);
      checkArgument(
          sides.size() == 2
              && !sides.get(1).isEmpty()
              && Set.of(ID, PROBLEM, ANSWER, Problem.LEVEL).contains(sides.get(0))
              && parts.put(sides.get(0), sides.get(1)) == null,
          "'%s' in '%s' is none of problem=FIELD, answer=FIELD[:FORM], id=FIELD, level=FIELD, each"
              + " once",
          part,
          text);
    }
    String problem = parts.get(PROBLEM);
    String answer = parts.get(ANSWER);
    checkArgument(
        problem != null && answer != null,
        "'%s' names no field for problem or answer: both are needed",
        text);
    int colon = answer.lastIndexOf(':');
    return new FieldMapping(
        problem,
        colon < 0 ? answer : answer.substring(0, colon),
        colon < 0 ? AnswerForm.AS_WRITTEN : AnswerForm.named(answer.substring(colon + 1)),
        parts.get(ID),
        parts.getOrDefault(Problem.LEVEL, Problem.LEVEL));
  }

  /** Whether a row has the fields, and the answer in its form. */
  boolean fits(JsonObject row) {
    JsonElement given = row.get(answer);
    return row.has(problem)
        && (id == null || row.has(id))
        && given != null
        && (given.isJsonPrimitive()
            ? form.find(given.getAsString()) != null
            : form == AnswerForm.AS_WRITTEN);
  }

  /**
   * Makes a problem of a row.
   *
   * @param derivedId its id if no field gives one
   */
  Problem problem(JsonObject row, String derivedId) {
    String source = text(row, answer);
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> field : row.entrySet()) {
      String name = field.getKey();
      boolean isPart = name.equals(problem) || name.equals(answer) || name.equals(id);
      if (!isPart) {
        metadata.put(metadataName(name), Json.gson().fromJson(field.getValue(), Object.class));
      }
    }
    if (form.isWithinSolution()) {
      metadata.put(SOLUTION, source);
    }
    return new Problem(
        id == null ? derivedId : text(row, id),
        text(row, problem),
        form.read(answer, source),
        metadata);
  }

  private String metadataName(String name) {
    if (name.equals(level)) {
      return Problem.LEVEL;
    }
    return switch (name) {
      case ID, PROBLEM, ANSWER, Problem.LEVEL -> ORIGINAL + name;
      case SOLUTION -> form.isWithinSolution() ? ORIGINAL + name : name;
      default -> name;
    };
  }

  private static String text(JsonObject row, String field) {
    JsonElement value = row.get(field);
    checkArgument(value != null, "field \"%s\" is missing, among %s", field, row.keySet());
    checkArgument(
        value.isJsonPrimitive(), "field \"%s\" must be text or a number but was %s", field, value);
    return value.getAsString();
  }

  @Override
  public String toString() {
    return "problem=%s,answer=%s%s%s%s"
        .formatted(
            problem,
            answer,
            form == AnswerForm.AS_WRITTEN ? "" : ":" + form,
            id == null ? "" : ",id=" + id,
            Objects.equals(level, Problem.LEVEL) ? "" : ",level=" + level);
  }
}
