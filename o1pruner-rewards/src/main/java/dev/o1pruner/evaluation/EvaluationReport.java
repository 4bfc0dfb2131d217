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
   * One row overall and one per level; {@code a → b} is reference → policy, {@code ±} half of the
   * 95 % interval.
   *
   * <p>Saved is dLen and gained is dAcc of {@link AccuracyEfficiencyScore}, as relative changes;
   * both, like the score itself, are n/a where they aren't defined. Levels are solved together, so
   * a level's seconds are its share of the generated tokens.
   */
  public static String markdown(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("all", comparison.overall(), comparison));
    comparison.levels().forEach((level, score) -> rows.add(row(level, score, comparison)));
    return MarkdownTable.render(HEADER, rows);
  }

  private static List<String> row(String level, ScoreComparison score, Comparison whole) {
    Summary reference = score.reference();
    Summary policy = score.policy();
    double referenceShare = generated(reference) / generated(whole.overall().reference());
    double policyShare = generated(policy) / generated(whole.overall().policy());
    return List.of(
        level,
        accuracy(reference) + " → " + accuracy(policy),
        tokens(reference) + " → " + tokens(policy),
        percent(score.lengthSaving()),
        percent(score.accuracyGain()),
        withInterval(score.score()),
        format(
            "%.1f → %.1f",
            whole.referenceSeconds() * referenceShare, whole.policySeconds() * policyShare));
  }

  private static double generated(Summary summary) {
    return summary.tokens().value() * summary.solutions();
  }

  private static String accuracy(Summary summary) {
    Estimate accuracy = summary.accuracy();
    return format("%.1f±%.1f", 100 * accuracy.value(), 100 * accuracy.halfWidth());
  }

  private static String tokens(Summary summary) {
    return format("%.0f±%.0f", summary.tokens().value(), summary.tokens().halfWidth());
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
