package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;

/**
 * Makes a chosen solution likelier than a rejected one: {@code loss = -mean over pairs of log
 * sigmoid(s(chosen) - s(rejected) - margin)}, s being a score of each solution.
 *
 * <p>Rows 2i and 2i + 1 are the chosen and the rejected solution of a pair; advantages are not
 * looked at.
 *
 * @param score of each solution (B, 1), in the manager of the log-probs
 * @param margin how much higher the chosen one's score should be, at least 0
 */
record PreferenceLoss(Score score, double margin) implements PolicyLoss {

  /** What a policy thinks of a solution. */
  @FunctionalInterface
  interface Score {
    /** The scores (B, 1). */
    NDArray of(LossInputs inputs);
  }

  PreferenceLoss {
    checkArgument(
        margin >= 0 && Double.isFinite(margin),
        "margin must be >= 0 and finite but was %s",
        margin);
  }

  /** {@code beta * sum of log(policy / reference)}. */
  static Score implicitReward(double beta) {
    checkBeta(beta);
    return inputs ->
        inputs
            .logProbs()
            .sub(inputs.reference())
            .mul(inputs.mask())
            .sum(new int[] {1}, true)
            .mul((float) beta);
  }

  /** {@code beta * mean of log-probs}. */
  static Score meanLogProb(double beta) {
    checkBeta(beta);
    return inputs ->
        inputs
            .logProbs()
            .mul(inputs.mask())
            .sum(new int[] {1}, true)
            .div(inputs.solutionTokens())
            .mul((float) beta);
  }

  private static void checkBeta(double beta) {
    checkArgument(
        beta > 0 && Double.isFinite(beta), "beta must be positive and finite but was %s", beta);
  }

  @Override
  public LossTerms compute(LossInputs inputs) {
    inputs.checkPairs();
    float pairs = inputs.stepSolutions() / 2f; // a double would widen what it divides
    NDArray scores = score.of(inputs).reshape(new Shape(-1, 2)); // (B / 2, 2)
    NDArray chosen = scores.get(":, 0"); // (B / 2)
    NDArray rejected = scores.get(":, 1"); // (B / 2)
    NDArray difference = chosen.sub(rejected);
    // -log sigmoid(x) = softplus(-x), which overflows at neither end
    NDArray loss = Activation.softPlus(difference.neg().add((float) margin)).sum().div(pairs); // ()
    return new LossTerms(
        loss,
        Map.of(
            LossTerms.PREFERENCE_ACCURACY,
            chosen.gt(rejected).toType(chosen.getDataType(), false).sum().div(pairs),
            LossTerms.SCORE_MARGIN,
            difference.sum().div(pairs),
            LossTerms.CHOSEN_SCORE,
            chosen.sum().div(pairs),
            LossTerms.REJECTED_SCORE,
            rejected.sum().div(pairs)));
  }
}
