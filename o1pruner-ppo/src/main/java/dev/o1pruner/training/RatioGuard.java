package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import dev.o1pruner.loss.LossTerms;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** See {@link Guard#ratio}. */
record RatioGuard(double mean, double max) implements Guard {

  RatioGuard {
    checkArgument(mean > 1, "the mean ratio's limit must be over 1 but was %s", mean);
    checkArgument(max >= mean, "the largest ratio's limit must be at least %s, was %s", mean, max);
  }

  @Override
  public String name() {
    return "ratio";
  }

  @Override
  public Set<String> figures() {
    return ImmutableSet.of(LossTerms.MEAN_RATIO, LossTerms.MAX_RATIO);
  }

  @Override
  public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
    double average = now.getOrDefault(LossTerms.MEAN_RATIO, 1.0);
    double largest = now.getOrDefault(LossTerms.MAX_RATIO, 1.0);
    if (average > mean) {
      return finding("mean ratio", average, "over", mean);
    }
    if (average < 1 / mean) {
      return finding("mean ratio", average, "under", 1 / mean);
    }
    return largest > max ? finding("largest ratio", largest, "over", max) : null;
  }

  private static Finding finding(String what, double seen, String side, double limit) {
    return new Finding(
        seen,
        limit,
        String.format(
            Locale.ROOT,
            "the %s of policy to sampler is %.4g, %s %.4g (lower the learning rate, or draw new"
                + " solutions sooner)",
            what,
            seen,
            side,
            limit));
  }
}
