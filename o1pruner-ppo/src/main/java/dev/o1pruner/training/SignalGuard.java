package dev.o1pruner.training;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** See {@link Guard#signal}. */
record SignalGuard() implements Guard {

  @Override
  public String name() {
    return SIGNAL;
  }

  @Override
  public Set<String> figures() {
    return ImmutableSet.of(SIGNAL);
  }

  @Override
  public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
    double share = now.getOrDefault(SIGNAL, 1.0);
    return share > 0
        ? null
        : new Finding(
            share,
            0,
            "no solution was worth more than another of its problem, so that nothing is learned"
                + " (see that some are graded right and some wrong, and that rewards differ)");
  }

  /** The figure of a batch. */
  static double share(List<TrainingExample> batch) {
    return batch.stream()
        .mapToDouble(example -> example.advantage() == 0 ? 0 : 1)
        .average()
        .orElse(0);
  }
}
