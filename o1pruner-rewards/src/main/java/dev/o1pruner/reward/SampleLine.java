package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one line per solution that sampling starts and each later stage adds its fields to. A stage
 * needs only the fields it reads, so that solutions sampled elsewhere can be weighed here.
 */
public final class SampleLine {

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
    line.addProperty("reward", weighted.reward());
    line.addProperty("advantage", weighted.advantage());
    line.addProperty("kept", weighted.kept());
    return line;
  }

  /**
   * Reads what sampling wrote.
   *
   * @throws IllegalArgumentException naming the field that is missing or malformed
   */
  public static Solution solution(JsonObject line) {
    return new Solution(
        field(line, "problemId", JsonElement::getAsString),
        field(line, "sample", SampleLine::integer),
        field(line, "promptTokenIds", SampleLine::ids),
        field(line, "tokenIds", SampleLine::ids),
        field(line, "text", JsonElement::getAsString),
        field(line, "finishReason", value -> FinishReason.valueOf(value.getAsString())));
  }

  /**
   * Reads what weighing needs: problemId, sample, length, correct.
   *
   * @throws IllegalArgumentException naming the field that is missing or malformed
   */
  public static GradedSolution graded(JsonObject line) {
    return new GradedSolution(
        field(line, "problemId", JsonElement::getAsString),
        field(line, "sample", SampleLine::integer),
        field(line, "length", SampleLine::integer),
        field(line, "correct", SampleLine::bool),
        optionalText(line, "answer"),
        FinishReason.LENGTH.name().equals(optionalText(line, "finishReason")));
  }

  private static @Nullable String optionalText(JsonObject line, String name) {
    JsonElement value = line.get(name);
    return value == null || value.isJsonNull() ? null : field(line, name, JsonElement::getAsString);
  }

  /** A whole number; Gson's own reading would cut 1.5 down to 1 and wrap 4294967297 round to it. */
  static int integer(JsonElement value) {
    try {
      return value.getAsBigDecimal().intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a whole number", e);
    }
  }

  private static boolean bool(JsonElement value) {
    checkArgument(
        value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean(), "not true or false");
    return value.getAsBoolean();
  }

  private static ImmutableIntArray ids(JsonElement value) {
    return ImmutableIntArray.copyOf(
        value.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt));
  }

  static <T> T field(JsonObject line, String name, Function<JsonElement, T> read) {
    JsonElement value = line.get(name);
    checkArgument(value != null && !value.isJsonNull(), "field \"%s\" is missing", name);
    try {
      return read.apply(value);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new IllegalArgumentException("field \"%s\" can't be %s".formatted(name, value), e);
    }
  }
}
