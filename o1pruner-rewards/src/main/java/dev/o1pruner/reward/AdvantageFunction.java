package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns the rewards of a whole data set into the advantages that training uses. */
@FunctionalInterface
public interface AdvantageFunction {

  /**
   * Advantages of a data set.
   *
   * @param dataSet every sample of every problem; at least one of them is kept
   * @return one advantage per solution, in the same order, also for those not kept
   */
  double[] advantages(List<RewardedSolution> dataSet);

  /** The paper's: the reward itself. */
  static AdvantageFunction raw() {
    return dataSet -> dataSet.stream().mapToDouble(RewardedSolution::reward).toArray();
  }

  /**
   * The reward less the mean reward of its problem, taken over all K samples, kept or not.
   *
   * <p>The paper takes the expected length-harmonizing reward of the reference for zero. It is
   * {@code E[Lbar / L] - 1 >= 0} (Jensen), +0.04 to +0.41 at realistic spreads of length, so the
   * raw reward pushes up the average solution too. Centring takes that out.
   */
  static AdvantageFunction centred() {
    return dataSet -> {
      Map<String, Double> means =
          dataSet.stream()
              .collect(
                  Collectors.groupingBy(
                      rewarded -> rewarded.solution().problemId(),
                      Collectors.averagingDouble(RewardedSolution::reward)));
      return dataSet.stream()
          .mapToDouble(r -> r.reward() - requireNonNull(means.get(r.solution().problemId())))
          .toArray();
    };
  }

  /**
   * The authors' code: {@code (clip(R, lower, upper) - mean) / std}, with mean and population
   * standard deviation of the clipped rewards of the kept solutions.
   *
   * <p>If these are all equal there is nothing to prefer, and every advantage is 0.
   *
   * @param lower lowest reward; the authors take -2
   * @param upper highest reward, above lower; the authors take 4
   */
  static AdvantageFunction clippedAndNormalised(double lower, double upper) {
    checkArgument(
        lower < upper, "lower must be below upper but the clip range was [%s, %s]", lower, upper);
    return dataSet -> {
      double[] clipped = new double[dataSet.size()];
      DoubleSummaryStatistics kept = new DoubleSummaryStatistics();
      for (int i = 0; i < clipped.length; i++) {
        RewardedSolution rewarded = dataSet.get(i);
        clipped[i] = Math.min(Math.max(rewarded.reward(), lower), upper);
        if (rewarded.kept()) {
          kept.accept(clipped[i]);
        }
      }
      if (kept.getMin() >= kept.getMax()) {
        return new double[clipped.length]; // no spread: 0 rather than 0 / 0
      }
      double squares = 0;
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] -= kept.getAverage();
        squares += dataSet.get(i).kept() ? clipped[i] * clipped[i] : 0;
      }
      double deviation = Math.sqrt(squares / kept.getCount());
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] /= deviation;
      }
      return clipped;
    };
  }
}
