package dev.o1pruner.reward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The arithmetic that advantage functions share, on positions in the data set. */
final class Advantages {

  private Advantages() {}

  static List<Integer> all(List<RewardedSolution> dataSet) {
    return IntStream.range(0, dataSet.size()).boxed().toList();
  }

  static Collection<List<Integer>> byProblem(List<RewardedSolution> dataSet) {
    Map<String, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = 0; i < dataSet.size(); i++) {
      positions
          .computeIfAbsent(dataSet.get(i).solution().problemId(), id -> new ArrayList<>())
          .add(i);
    }
    return positions.values();
  }

  /**
   * {@code (value - mean) / std} at some positions, with mean and population standard deviation of
   * the kept ones among them; 0 if these are all equal.
   */
  static void standardise(
      List<RewardedSolution> dataSet, List<Integer> positions, double[] values) {
    DoubleSummaryStatistics kept = new DoubleSummaryStatistics();
    for (int i : positions) {
      if (dataSet.get(i).kept()) {
        kept.accept(values[i]);
      }
    }
    if (kept.getMin() >= kept.getMax()) {
      positions.forEach(i -> values[i] = 0); // no spread: 0 rather than 0 / 0
      return;
    }
    double squares = 0;
    for (int i : positions) {
      values[i] -= kept.getAverage();
      squares += dataSet.get(i).kept() ? values[i] * values[i] : 0;
    }
    double deviation = Math.sqrt(squares / kept.getCount());
    for (int i : positions) {
      values[i] /= deviation;
    }
  }

  /** See {@link AdvantageFunction#decoupled}. */
  static void decouple(
      List<RewardedSolution> dataSet,
      List<Integer> positions,
      double temperature,
      double[] advantages) {
    List<Integer> right = new ArrayList<>();
    List<Integer> wrong = new ArrayList<>();
    for (int i : positions) {
      if (dataSet.get(i).kept()) {
        (dataSet.get(i).solution().correct() ? right : wrong).add(i);
      }
    }
    if (right.isEmpty() || wrong.isEmpty()) {
      return; // nothing to tell apart
    }
    // Relative to the highest, so that no exponential overflows.
    double highest = right.stream().mapToDouble(i -> dataSet.get(i).reward()).max().orElseThrow();
    double total = 0;
    for (int i : right) {
      advantages[i] = Math.exp((dataSet.get(i).reward() - highest) / temperature);
      total += advantages[i];
    }
    for (int i : right) {
      advantages[i] /= total;
    }
    for (int i : wrong) {
      advantages[i] = -1.0 / wrong.size();
    }
  }
}
