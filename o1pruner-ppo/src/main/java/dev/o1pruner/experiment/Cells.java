package dev.o1pruner.experiment;

import dev.o1pruner.evaluation.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as they stand in tables. */
final class Cells {

  static final String NONE = "n/a";

  private Cells() {}

  static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }

  static String percent(double share) {
    return format("%.1f", 100 * share);
  }

  static String percent(Estimate share) {
    return format("%.1f±%.1f", 100 * share.value(), 100 * share.halfWidth());
  }

  static String change(@Nullable Estimate share) {
    return share == null
        ? NONE
        : format(
            "%+.1f [%+.1f, %+.1f]", 100 * share.value(), 100 * share.lower(), 100 * share.upper());
  }

  static String tokens(Estimate tokens) {
    return format("%.1f±%.1f", tokens.value(), tokens.halfWidth());
  }

  static String number(@Nullable Double value) {
    return value == null ? NONE : format("%.1f", value);
  }

  static String score(@Nullable Double score) {
    return score == null ? NONE : format("%.2f", score);
  }

  static String score(@Nullable Estimate score) {
    return score == null
        ? NONE
        : format("%.2f [%.2f, %.2f]", score.value(), score.lower(), score.upper());
  }
}
