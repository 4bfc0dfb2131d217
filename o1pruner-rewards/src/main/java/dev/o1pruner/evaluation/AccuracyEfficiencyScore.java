package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The Accuracy-Efficiency Score of a policy against its base model: {@code AES = alpha * dLen +
 * beta * |dAcc|} if accuracy didn't fall, {@code AES = alpha * dLen - gamma * |dAcc|} if it fell,
 * with alpha = {@value #ALPHA}, beta = {@value #BETA}, gamma = {@value #GAMMA}.
 *
 * <p>This is the paper's definition. Its printed table follows it only where accuracy rose or
 * stayed: the ten cells with an accuracy loss were computed with {@code + 3 |dAcc|} (Marco-o1 with
 * DPO on MATH: printed 0.42, by the definition 0.21). Don't compare with those. Its average column
 * is the mean of the three scores beside it, not the score of the averages.
 *
 * <p>The score has a kink at dAcc = 0, so a report shows its parts beside it.
 *
 * @param value the score; the base model against itself has 0
 * @param lengthSaving dLen = (L_base - L) / L_base, negative if the policy writes more
 * @param accuracyGain dAcc = (A - A_base) / A_base, negative if the policy is less accurate
 */
public record AccuracyEfficiencyScore(double value, double lengthSaving, double accuracyGain) {

  /** Weight of the length saved. */
  public static final double ALPHA = 1;

  /** Weight of an accuracy gain. */
  public static final double BETA = 3;

  /** Weight of an accuracy loss. */
  public static final double GAMMA = 5;

  /**
   * The score of a policy.
   *
   * @param baseAccuracy accuracy of the base model, above 0
   * @param baseTokens mean tokens of the base model, above 0
   * @param accuracy accuracy of the policy, in the same unit
   * @param tokens mean tokens of the policy
   * @throws IllegalArgumentException if the base model's accuracy or length is not above 0: changes
   *     relative to zero aren't defined
   */
  public static AccuracyEfficiencyScore of(
      double baseAccuracy, double baseTokens, double accuracy, double tokens) {
    checkArgument(
        baseAccuracy > 0,
        "base accuracy is %s, and a gain relative to it isn't defined: evaluate on problems that the"
            + " base model can solve",
        baseAccuracy);
    checkArgument(baseTokens > 0, "base tokens must be above 0 but were %s", baseTokens);
    double lengthSaving = (baseTokens - tokens) / baseTokens;
    double accuracyGain = (accuracy - baseAccuracy) / baseAccuracy;
    double weight = accuracyGain >= 0 ? BETA : GAMMA; // dAcc is signed, so a loss subtracts
    return new AccuracyEfficiencyScore(
        ALPHA * lengthSaving + weight * accuracyGain, lengthSaving, accuracyGain);
  }
}
