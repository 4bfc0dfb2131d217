package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** See {@link Guard#accuracy}. */
record AccuracyGuard(double margin) implements Guard {

  AccuracyGuard {
    checkArgument(
        margin > 0 && margin < 1, "the accuracy's margin must be in (0, 1) but was %s", margin);
  }

  @Override
  public String name() {
    return ACCURACY;
  }

  @Override
  public Set<String> figures() {
    return ImmutableSet.of(ACCURACY);
  }

  @Override
  public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
    Double accuracy = now.get(ACCURACY);
    Double before = first.get(ACCURACY);
    return accuracy == null || before == null || accuracy >= before - margin
        ? null
        : new Finding(
            accuracy,
            before - margin,
            String.format(
                Locale.ROOT,
                "%.1f %% of solutions are right, more than %.1f points fewer than the %.1f %% at"
                    + " first (make correctness count for more, or lower the learning rate)",
                100 * accuracy,
                100 * margin,
                100 * before));
  }
}
