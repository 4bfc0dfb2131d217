package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;

/**
 * Rewards that compare a sample with the other samples of its problem.
 *
 * <p>c = 1 if correct, otherwise 0; L = tokens; p = share of correct samples; K = samples.
 */
public final class GroupRewards {

  /** What keeps a division by the spread of equal lengths finite, as the authors have it. */
  private static final double EPSILON = 1e-7;

  private GroupRewards() {}

  /**
   * Kimi k1.5 (arXiv 2501.12599): {@code c + weight * s} if correct, {@code weight * min(0, s)} if
   * wrong, with {@code s = 0.5 - (L - min) / (max - min)} over the group, or 0 if all lengths are
   * equal.
   *
   * @param weight what length is worth, at least 0; Kimi begin without it and add it later, as
   *     {@link EvolvingReward#times} can
   */
  public static RewardFunction groupLength(double weight) {
    checkWeight("weight", weight);
    return (solution, group) -> {
      if (group.minLength() == group.maxLength()) {
        return solution.score();
      }
      double s =
          0.5
              - (double) (solution.length() - group.minLength())
                  / (group.maxLength() - group.minLength());
      return solution.correct() ? 1 + weight * s : weight * Math.min(0, s);
    };
  }

  /**
   * Arora and Zanette, Training Language Models to Reason Efficiently (arXiv 2502.04463): {@code c
   * * (1 - alpha * sigmoid((L - mean) / (std + 1e-7)))}, mean and standard deviation of the lengths
   * of the correct samples.
   *
   * <p>A truncated sample is wrong, as in the authors' code, which asks for the end token, and its
   * length counts in neither. The standard deviation is the population's, as there.
   *
   * @param alpha most that length can cost, in [0, 1); the authors take 0 to 0.4
   */
  public static RewardFunction trainEfficient(double alpha) {
    checkArgument(alpha >= 0 && alpha < 1, "alpha must be in [0, 1) but was %s", alpha);
    return (solution, group) -> {
      if (!finished(solution)) {
        return 0;
      }
      double mean =
          group.samples().stream()
              .filter(GroupRewards::finished)
              .mapToInt(GradedSolution::length)
              .average()
              .orElseThrow();
      double variance =
          group.samples().stream()
              .filter(GroupRewards::finished)
              .mapToDouble(y -> (y.length() - mean) * (y.length() - mean))
              .average()
              .orElseThrow();
      double z = (solution.length() - mean) / (Math.sqrt(variance) + EPSILON);
      return 1 - alpha / (1 + Math.exp(-z));
    };
  }

  /**
   * ShorterBetter (arXiv 2504.21370): {@code alpha * c - beta * abs(L - L*)}, L* = tokens of the
   * shortest correct sample, or the group's mean if none is correct.
   *
   * @param alpha what correctness is worth, at least 0; the authors advise 2, their published code
   *     has 1
   * @param beta what a token is worth, at least 0; the authors take 0.001
   */
  public static RewardFunction shorterBetter(double alpha, double beta) {
    checkWeight("alpha", alpha);
    checkWeight("beta", beta);
    return (solution, group) -> {
      double best =
          group.shortestCorrectLength() == SampleGroup.NONE_CORRECT
              ? group.meanLength()
              : group.shortestCorrectLength();
      return alpha * solution.score() - beta * Math.abs(solution.length() - best);
    };
  }

  /**
   * ALP, adaptive length penalty (arXiv 2506.05256): {@code c - beta / N * max(p, 1 / K) * L}: a
   * token costs more on an easy problem than on a hard one.
   *
   * @param beta what a solution of N tokens to a problem that is always solved costs, at least 0
   * @param tokens N, the length that costs are measured in, such as the token limit
   */
  public static RewardFunction adaptivePenalty(double beta, int tokens) {
    checkWeight("beta", beta);
    checkArgument(tokens >= 1, "tokens must be >= 1 but was %s", tokens);
    return (solution, group) ->
        solution.score()
            - beta / tokens * Math.max(group.accuracy(), 1.0 / group.size()) * solution.length();
  }

  /**
   * DAST, difficulty-adaptive slow thinking (arXiv 2503.04472): a token budget {@code B = p * mean
   * length of the correct + (1 - p) * maxTokens} and {@code l = (L - B) / B}; {@code max(0.5 - 0.5
   * l, 0.1)} if correct, {@code min(0.9 l - 0.1, -0.1)} if wrong.
   *
   * <p>Short is better among the correct, long among the wrong: hard problems are worth thinking
   * about. The paper trains on pairs of these rewards: {@link PreferencePair#dual}.
   *
   * @param maxTokens most tokens a solution could have had
   */
  public static RewardFunction tokenBudget(int maxTokens) {
    checkArgument(maxTokens >= 1, "maxTokens must be >= 1 but was %s", maxTokens);
    return (solution, group) -> {
      double budget =
          group.accuracy() * group.meanCorrectLength() + (1 - group.accuracy()) * maxTokens;
      double excess = (solution.length() - budget) / budget;
      return solution.correct()
          ? Math.max(0.5 - 0.5 * excess, 0.1)
          : Math.min(0.9 * excess - 0.1, -0.1);
    };
  }

  private static boolean finished(GradedSolution solution) {
    return solution.correct() && !solution.truncated();
  }

  private static void checkWeight(String name, double weight) {
    checkArgument(
        weight >= 0 && Double.isFinite(weight),
        "%s must be >= 0 and finite but was %s",
        name,
        weight);
  }
}
