package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;

/**
 * Turns length and correctness of a solution into one number: higher is better.
 *
 * <p>More of them: {@link GroupRewards} compare with the other samples, {@link TargetRewards} with
 * a length given beforehand, {@link Repetition} and {@link ThinkingRewards} look at the tokens,
 * {@link EvolvingReward} changes from round to round. They compose: {@code
 * lengthHarmonizing(2).plus(softOverlong(2048, 512).times(0.5))}.
 */
@FunctionalInterface
public interface RewardFunction {

  /** Reward of one graded solution, given all samples of its problem, itself among them. */
  double reward(GradedSolution solution, SampleGroup group);

  /**
   * The length-harmonizing reward of O1-Pruner (arXiv 2501.12570): {@code R_LH(x, y) = Lbar(x) /
   * L(y) - 1 + lambda * (A(x, y) - Abar(x))}.
   *
   * <p>Its mean over the reference's own samples is not zero as the paper has it but at least zero,
   * because {@code E[Lbar / L] >= 1} (Jensen): see {@link AdvantageFunction#centred()}.
   *
   * @param lambda what accuracy is worth against length, at least 0. The paper takes 2 for a 7B
   *     model, its authors' code 5 for a 32B one; 0 rewards brevity alone
   */
  static RewardFunction lengthHarmonizing(double lambda) {
    checkArgument(
        lambda >= 0 && lambda < Double.POSITIVE_INFINITY,
        "lambda must be >= 0 and finite but was %s",
        lambda);
    return (solution, reference) ->
        reference.meanLength() / solution.length()
            - 1
            + lambda * (solution.score() - reference.accuracy());
  }

  /** {@code A(x, y)}: 1 if correct, otherwise 0. */
  static RewardFunction correctness() {
    return (solution, group) -> solution.score();
  }

  /** The sum of this reward and another. */
  default RewardFunction plus(RewardFunction other) {
    return (solution, group) -> reward(solution, group) + other.reward(solution, group);
  }

  /**
   * This reward times a weight; for one that changes from round to round see {@link
   * EvolvingReward#times(Schedule, int)}.
   *
   * @param weight any finite number
   */
  default RewardFunction times(double weight) {
    checkArgument(Double.isFinite(weight), "weight must be finite but was %s", weight);
    return (solution, group) -> weight * reward(solution, group);
  }

  /**
   * This reward, but never outside a range.
   *
   * @param lower lowest reward
   * @param upper highest reward, not below lower
   */
  default RewardFunction clip(double lower, double upper) {
    checkArgument(
        lower <= upper, "lower must not exceed upper but the range was [%s, %s]", lower, upper);
    // Written so that NaN stays NaN and is refused by the recipe.
    return (solution, group) -> Math.min(Math.max(reward(solution, group), lower), upper);
  }

  /**
   * This reward less its mean over the group, so that it prefers samples without shifting a sum it
   * is part of. To centre a whole reward take {@link AdvantageFunction#centred()}.
   */
  default RewardFunction centred() {
    return (solution, group) ->
        reward(solution, group)
            - group.samples().stream()
                .mapToDouble(sample -> reward(sample, group))
                .average()
                .orElseThrow();
  }
}
