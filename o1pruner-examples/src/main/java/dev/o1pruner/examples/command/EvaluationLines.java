package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.Estimate;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.ScoreComparison;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluations and comparisons as JSON lines: one overall, with level null, then one per level. */
final class EvaluationLines {

  private EvaluationLines() {}

  /** One model's figures. */
  static List<JsonObject> of(Evaluation evaluation) {
    List<JsonObject> lines = new ArrayList<>();
    JsonObject overall = line(null, evaluation.overall());
    overall.addProperty("seconds", evaluation.seconds());
    lines.add(overall);
    evaluation.levels().forEach((level, summary) -> lines.add(line(level, summary)));
    return lines;
  }

  /** The policy's figures, with the reference's in a field of their own. */
  static List<JsonObject> of(Comparison comparison) {
    List<JsonObject> lines = new ArrayList<>();
    JsonObject overall = line(null, comparison.overall());
    overall.addProperty("seconds", comparison.policySeconds());
    overall.getAsJsonObject("reference").addProperty("seconds", comparison.referenceSeconds());
    lines.add(overall);
    comparison.levels().forEach((level, score) -> lines.add(line(level, score)));
    return lines;
  }

  private static JsonObject line(@Nullable String level, ScoreComparison score) {
    JsonObject line = line(level, score.policy());
    JsonObject reference = new JsonObject();
    addSummary(reference, score.reference());
    line.add("reference", reference);
    add(line, "lengthSaving", score.lengthSaving());
    add(line, "accuracyGain", score.accuracyGain());
    add(line, "aes", score.score());
    return line;
  }

  private static JsonObject line(@Nullable String level, Summary summary) {
    JsonObject line = new JsonObject();
    line.addProperty("level", level);
    addSummary(line, summary);
    return line;
  }

  private static void addSummary(JsonObject line, Summary summary) {
    line.addProperty("problems", summary.problems());
    line.addProperty("solutions", summary.solutions());
    add(line, "accuracy", summary.accuracy());
    add(line, "tokens", summary.tokens());
    line.addProperty("tokensIfCorrect", summary.tokensIfCorrect());
    line.addProperty("tokensIfWrong", summary.tokensIfWrong());
    line.addProperty("truncated", summary.truncated());
  }

  /** A value and its interval; both null where it isn't defined. */
  private static void add(JsonObject line, String name, @Nullable Estimate estimate) {
    line.addProperty(name, estimate == null ? null : estimate.value());
    line.add(
        name + "Interval",
        Json.gson()
            .toJsonTree(estimate == null ? null : List.of(estimate.lower(), estimate.upper())));
  }
}
