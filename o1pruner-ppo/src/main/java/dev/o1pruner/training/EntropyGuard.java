package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** See {@link Guard#entropy}. */
record EntropyGuard(double share) implements Guard {

  EntropyGuard {
    checkArgument(
        share > 0 && share < 1, "the entropy's share must be in (0, 1) but was %s", share);
  }

  @Override
  public String name() {
    return "entropy";
  }

  @Override
  public Set<String> figures() {
    return ImmutableSet.of(StepMetrics.SURPRISAL);
  }

  @Override
  public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
    Double surprisal = now.get(StepMetrics.SURPRISAL);
    Double before = first.get(StepMetrics.SURPRISAL);
    return surprisal == null || before == null || surprisal >= share * before
        ? null
        : new Finding(
            surprisal,
            share * before,
            String.format(
                Locale.ROOT,
                "tokens surprise the policy by %.4g nats, under %.4g, which is %.4g of the %.4g at"
                    + " first (lower the learning rate, or widen the clip upwards)",
                surprisal,
                share * before,
                share,
                before));
  }
}
