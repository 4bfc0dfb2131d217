package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

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
   *
   * <p>In on-policy rounds it is the advantage of Dr. GRPO (arXiv 2503.20783).
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
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] = Math.min(Math.max(dataSet.get(i).reward(), lower), upper);
      }
      Advantages.standardise(dataSet, Advantages.all(dataSet), clipped);
      return clipped;
    };
  }

  /**
   * GRPO (arXiv 2402.03300): {@code (R - mean) / std} within each problem, mean and population
   * standard deviation over its kept solutions; 0 if these are all equal.
   *
   * <p>With a {@link KeepRule} that keeps the best few it is GFPO (arXiv 2508.09726). Trainers that
   * take the sample standard deviation (PyTorch's default) get {@code sqrt((K - 1) / K)} of this.
   */
  static AdvantageFunction groupNormalised() {
    return dataSet -> {
      double[] advantages = raw().advantages(dataSet);
      Advantages.byProblem(dataSet)
          .forEach(group -> Advantages.standardise(dataSet, group, advantages));
      return advantages;
    };
  }

  /**
   * RLOO (arXiv 2402.14740): the reward less the mean reward of the problem's other K - 1 samples,
   * kept or not. It is {@code K / (K - 1)} times {@link #centred()}.
   */
  static AdvantageFunction leaveOneOut() {
    return dataSet -> {
      double[] advantages = new double[dataSet.size()];
      for (List<Integer> group : Advantages.byProblem(dataSet)) {
        double total = group.stream().mapToDouble(i -> dataSet.get(i).reward()).sum();
        for (int i : group) {
          double reward = dataSet.get(i).reward();
          // A problem's only sample has none to compare with.
          advantages[i] = group.size() == 1 ? 0 : reward - (total - reward) / (group.size() - 1);
        }
      }
      return advantages;
    };
  }

  /**
   * DLER (arXiv 2510.15110), after REINFORCE++ (arXiv 2501.03262): {@link #centred()}, then divided
   * by the standard deviation over the whole batch, so that a problem with little spread isn't
   * blown up; 0 if there is no spread at all.
   *
   * <p>Mean and population standard deviation of the centred rewards are those of the kept
   * solutions.
   */
  static AdvantageFunction batchNormalised() {
    return dataSet -> {
      double[] advantages = centred().advantages(dataSet);
      Advantages.standardise(dataSet, Advantages.all(dataSet), advantages);
      return advantages;
    };
  }

  /**
   * DRPO (arXiv 2510.04474): correct samples are compared with correct ones only, so that a long
   * one is never pushed down because there are wrong ones. Of the kept solutions of a problem, a
   * correct one gets {@code exp(R / temperature)} over the sum of this over the correct ones, a
   * wrong one {@code -1 /} the number of wrong ones; if there are none of either, all get 0.
   *
   * <p>The paper's R is {@link TargetRewards#brevity}. Its loss weighs wrong samples by their
   * likelihood (a soft maximum at tau = 10 of mean log-probs); that is the loss's part, and at such
   * a tau close to the equal weights here. Solutions that aren't kept get 0.
   *
   * @param temperature above 0: the smaller, the more the shortest stands out; the authors take 0.1
   */
  static AdvantageFunction decoupled(double temperature) {
    checkArgument(
        temperature > 0 && Double.isFinite(temperature),
        "temperature must be positive and finite but was %s",
        temperature);
    return dataSet -> {
      double[] advantages = new double[dataSet.size()];
      for (List<Integer> group : Advantages.byProblem(dataSet)) {
        Advantages.decouple(dataSet, group, temperature, advantages);
      }
      return advantages;
    };
  }
}
