package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Rewards that compare a sample with a length given beforehand.
 *
 * <p>c = 1 if correct, otherwise 0; L = tokens; n = the target.
 */
public final class TargetRewards {

  private static final double LASER_WRONG = -0.5;
  private static final double LASER_BONUS = 0.5;

  private TargetRewards() {}

  /**
   * LCPO-Exact of L1 (arXiv 2503.04697): {@code c - alpha * abs(n - L)}.
   *
   * @param alpha what a token off the target costs, at least 0; the authors take 0.0003
   */
  public static RewardFunction lcpoExact(double alpha, TargetLength target) {
    checkAlpha(alpha);
    return (solution, group) ->
        solution.score() - alpha * Math.abs((double) target.of(group) - solution.length());
  }

  /**
   * LCPO-Max of L1 (arXiv 2503.04697): {@code c * clip(alpha * (n - L) + delta, 0, 1)}.
   *
   * <p>The authors' code has {@code (clip(alpha * (n - L), -1, 1) + 1) / 2} instead, which is this
   * one at half the alpha and delta 0.5.
   *
   * @param alpha what a token is worth, at least 0; the authors take 0.0003
   * @param delta the reward of a correct sample just as long as the target, in [0, 1]; the authors
   *     take 0.5
   */
  public static RewardFunction lcpoMax(double alpha, double delta, TargetLength target) {
    checkAlpha(alpha);
    checkArgument(delta >= 0 && delta <= 1, "delta must be in [0, 1] but was %s", delta);
    return (solution, group) -> {
      double room = (double) target.of(group) - solution.length();
      return solution.score() * Math.min(Math.max(alpha * room + delta, 0), 1);
    };
  }

  /**
   * LASER (arXiv 2505.15612): 1 if correct, -0.5 if wrong, and 0.5 more if correct and {@code L <=
   * n}.
   *
   * <p>With {@link TargetLength#byPassRate} it is LASER-D with targets that stay; for those that
   * follow the model see {@link EvolvingReward#laserD}.
   */
  public static RewardFunction laser(TargetLength target) {
    return (solution, group) -> {
      if (!solution.correct()) {
        return LASER_WRONG;
      }
      return solution.length() <= target.of(group) ? 1 + LASER_BONUS : 1;
    };
  }

  /**
   * LASER-DE (arXiv 2505.15612): {@link #laser}, and 0.5 more if wrong, longer than the target and
   * not repeating itself, so that hard problems may be explored at length. Needs token ids.
   *
   * <p>The authors find repetition by rules of their own for where it begins; here a sample repeats
   * itself if too many of its n-grams came before, see {@link Repetition#fraction}.
   *
   * @param ngram tokens of what may be repeated, at least 1; the authors take up to 4
   * @param maxRepeated share of repeated n-grams above which a sample repeats itself, in [0, 1]
   */
  public static RewardFunction laserExploring(TargetLength target, int ngram, double maxRepeated) {
    Repetition.checkNgram(ngram);
    checkArgument(
        maxRepeated >= 0 && maxRepeated <= 1,
        "maxRepeated must be in [0, 1] but was %s",
        maxRepeated);
    RewardFunction laser = laser(target);
    return (solution, group) -> {
      double reward = laser.reward(solution, group);
      boolean explores =
          !solution.correct()
              && solution.length() > target.of(group)
              && Repetition.fraction(group.tokenIds(solution), ngram) <= maxRepeated;
      return explores ? reward + LASER_BONUS : reward;
    };
  }

  /**
   * The cosine reward of Demystifying Long Chain-of-Thought (arXiv 2502.03373): {@code short +
   * (long - short) * (1 - cos(pi * L / T)) / 2}, from {@code short} at no tokens to {@code long} at
   * T, with one such pair for correct and one for wrong samples; {@code exceeded} at T tokens and
   * above.
   *
   * <p>The authors take 2 to 1 for correct, -10 to 0 for wrong and -10 for exceeded, and add a
   * repetition penalty to wrong samples: {@link Repetition#penalty}.
   *
   * @param correctShort reward of a correct sample of no tokens
   * @param correctLong reward of a correct sample just below maxTokens
   * @param wrongShort reward of a wrong sample of no tokens
   * @param wrongLong reward of a wrong sample just below maxTokens
   * @param exceeded reward of any sample from maxTokens on
   * @param maxTokens T
   */
  public static RewardFunction cosine(
      double correctShort,
      double correctLong,
      double wrongShort,
      double wrongLong,
      double exceeded,
      int maxTokens) {
    for (double value : new double[] {correctShort, correctLong, wrongShort, wrongLong, exceeded}) {
      checkArgument(Double.isFinite(value), "rewards must be finite but one was %s", value);
    }
    checkTokens("maxTokens", maxTokens);
    return (solution, group) -> {
      if (solution.length() >= maxTokens) {
        return exceeded;
      }
      double shortest = solution.correct() ? correctShort : wrongShort;
      double longest = solution.correct() ? correctLong : wrongLong;
      double way = (1 - Math.cos(Math.PI * solution.length() / maxTokens)) / 2;
      return shortest + (longest - shortest) * way;
    };
  }

  /**
   * Soft overlong punishment of DAPO (arXiv 2503.14476): 0 up to {@code maxTokens - buffer},
   * falling linearly to -1 at maxTokens, -1 above.
   *
   * <p>It punishes length alone: {@code correctness().plus(softOverlong(...))}. DAPO's correctness
   * is 1 and -1: {@code correctness().times(2)} is that, less 1.
   *
   * @param maxTokens where the punishment is full; DAPO takes 20480
   * @param buffer tokens over which it grows, in [1, maxTokens]; DAPO takes 4096
   */
  public static RewardFunction softOverlong(int maxTokens, int buffer) {
    checkTokens("maxTokens", maxTokens);
    checkArgument(
        buffer >= 1 && buffer <= maxTokens,
        "buffer must be in [1, %s] tokens but was %s",
        maxTokens,
        buffer);
    return (solution, group) -> {
      double over = (double) solution.length() - (maxTokens - buffer);
      return over <= 0 ? 0 : Math.max(-over / buffer, -1);
    };
  }

  /**
   * The hard limit of ThinkPrune (arXiv 2504.01296) and DLER (arXiv 2510.15110): c up to the limit,
   * 0 past it, however correct.
   *
   * <p>ThinkPrune lowers the limit from round to round: {@link EvolvingReward#shrinkingLimit}.
   *
   * @param maxTokens the last length that is rewarded
   */
  public static RewardFunction hardLimit(int maxTokens) {
    checkTokens("maxTokens", maxTokens);
    return (solution, group) -> solution.length() <= maxTokens ? solution.score() : 0;
  }

  /**
   * The length reward of DRPO (arXiv 2510.04474): {@code 1 - L / T}, of correct and wrong alike;
   * see {@link AdvantageFunction#decoupled}.
   *
   * @param maxTokens T, the token limit
   */
  public static RewardFunction brevity(int maxTokens) {
    checkTokens("maxTokens", maxTokens);
    return (solution, group) -> 1 - (double) solution.length() / maxTokens;
  }

  private static void checkAlpha(double alpha) {
    checkArgument(
        alpha >= 0 && Double.isFinite(alpha), "alpha must be >= 0 and finite but was %s", alpha);
  }

  private static void checkTokens(String name, int tokens) {
    checkArgument(tokens >= 1, "%s must be >= 1 but was %s", name, tokens);
  }
}
