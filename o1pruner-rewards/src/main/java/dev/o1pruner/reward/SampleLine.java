package dev.o1pruner.reward;

import static dev.o1pruner.run.JsonFields.optional;
import static dev.o1pruner.run.JsonFields.required;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.util.List;

/**
 * The one line per solution that sampling starts and each later stage adds its fields to. A stage
 * needs only the fields it reads, so that solutions sampled elsewhere can be weighed here.
 */
public final class SampleLine {

  /** Name of the field that a solution has once it is weighed. */
  public static final String ADVANTAGE = "advantage";

  private static final String REWARD = "reward";
  private static final String KEPT = "kept";

  /** Names of the fields that weighing adds. */
  public static final List<String> WEIGHED = List.of(REWARD, ADVANTAGE, KEPT);

  private SampleLine() {}

  /** A line with what sampling knows: ids, length, finish reason, token ids, text. */
  public static JsonObject of(Solution solution) {
    JsonObject line = new JsonObject();
    line.addProperty("problemId", solution.problemId());
    line.addProperty("sample", solution.sample());
    line.addProperty("length", solution.length());
    line.addProperty("finishReason", solution.finishReason().name());
    line.addProperty("text", solution.text());
    line.add("promptTokenIds", Json.gson().toJsonTree(solution.promptIds().asList()));
    line.add("tokenIds", Json.gson().toJsonTree(solution.tokenIds().asList()));
    return line;
  }

  /** Adds the verdict and the answer it is about. */
  public static JsonObject add(JsonObject line, GradedSolution graded) {
    line.addProperty("correct", graded.correct());
    line.addProperty("answer", graded.answer());
    return line;
  }

  /** Adds the reward, the advantage and whether the solution is trained on. */
  public static JsonObject add(JsonObject line, WeightedSolution weighted) {
    line.addProperty(REWARD, weighted.reward());
    line.addProperty(ADVANTAGE, weighted.advantage());
    line.addProperty(KEPT, weighted.kept());
    return line;
  }

  /**
   * Reads what sampling wrote.
   *
   * @throws IllegalArgumentException naming the field that is missing or malformed
   */
  public static Solution solution(JsonObject line) {
    return new Solution(
        required(line, "problemId", JsonElement::getAsString),
        required(line, "sample", JsonFields::integer),
        required(line, "promptTokenIds", JsonFields::integers),
        required(line, "tokenIds", JsonFields::integers),
        required(line, "text", JsonElement::getAsString),
        required(line, "finishReason", value -> FinishReason.valueOf(value.getAsString())));
  }

  /**
   * Reads what weighing needs: problemId, sample, length, correct.
   *
   * @throws IllegalArgumentException naming the field that is missing or malformed
   */
  public static GradedSolution graded(JsonObject line) {
    return new GradedSolution(
        required(line, "problemId", JsonElement::getAsString),
        required(line, "sample", JsonFields::integer),
        required(line, "length", JsonFields::integer),
        required(line, "correct", JsonFields::bool),
        optional(line, "answer", JsonElement::getAsString),
        FinishReason.LENGTH
            .name()
            .equals(optional(line, "finishReason", JsonElement::getAsString)));
  }
}
