package dev.o1pruner.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as a Markdown table that also reads well in a terminal. */
public final class EvaluationReport {

  private static final List<String> HEADER =
      List.of("level", "accuracy %", "tokens", "saved %", "gained %", "AES [95 %]", "seconds");
  private static final String NOT_DEFINED = "n/a";

  private EvaluationReport() {}

  /**
   * One row overall and one per level; {@code a → b} is reference → policy.
   *
   * <p>Saved is dLen and gained is dAcc of {@link AccuracyEfficiencyScore}, as relative changes;
   * both, like the score itself, are n/a where they aren't defined. Seconds are known overall only.
   */
  public static String markdown(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        row(
            "all",
            comparison.overall(),
            format("%.1f → %.1f", comparison.referenceSeconds(), comparison.policySeconds())));
    comparison.levels().forEach((level, score) -> rows.add(row(level, score, "")));
    return MarkdownTable.render(HEADER, rows);
  }

  private static List<String> row(String level, ScoreComparison score, String seconds) {
    Summary reference = score.reference();
    Summary policy = score.policy();
    return List.of(
        level,
        format("%.1f → %.1f", 100 * reference.accuracy().value(), 100 * policy.accuracy().value()),
        format("%.0f → %.0f", reference.tokens().value(), policy.tokens().value()),
        percent(score.lengthSaving()),
        percent(score.accuracyGain()),
        withInterval(score.score()),
        seconds);
  }

  private static String percent(@Nullable Estimate part) {
    return part == null ? NOT_DEFINED : format("%+.1f", 100 * part.value());
  }

  private static String withInterval(@Nullable Estimate score) {
    return score == null
        ? NOT_DEFINED
        : format("%.2f [%.2f, %.2f]", score.value(), score.lower(), score.upper());
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
