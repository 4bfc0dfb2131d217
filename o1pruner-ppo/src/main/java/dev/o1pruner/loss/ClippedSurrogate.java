package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.TreeMap;

/**
 * Clipped surrogate with an optional pull towards the reference: {@code loss = -sum(w * min(r*A,
 * clip(r, 1-low, 1+high)*A)) + kl * sum(v * k3)}, with r the ratio of the policy to the model that
 * drew the solutions.
 *
 * <p>A token ratio has the weights of the aggregation, {@code w = v}. A sequence ratio stands for a
 * whole solution, and {@code w = 1/B}; the aggregation then weighs the tokens of the pull alone.
 *
 * <p>The pull is GRPO's estimate of KL(policy, reference) (arXiv 2402.03300, equation 4), per
 * token: {@code k3 = exp(d) - d - 1} with {@code d = ref - logProb}, at least 0.
 *
 * @param level what r is the ratio of
 * @param low how far r may fall below 1 before a negative advantage has no gradient, in (0, 1)
 * @param high how far r may rise above 1 before a positive advantage has no gradient, above 0; more
 *     than low is DAPO's clip-higher
 * @param aggregation how much each token counts
 * @param kl weight of the pull, at least 0; at 0 it isn't computed
 */
public record ClippedSurrogate(
    RatioLevel level, double low, double high, Aggregation aggregation, double kl)
    implements PolicyLoss {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is out of range
   */
  public ClippedSurrogate {
    checkArgument(low > 0 && low < 1, "low must be in (0, 1) but was %s", low);
    checkArgument(
        high > 0 && Double.isFinite(high), "high must be positive and finite but was %s", high);
    checkArgument(kl >= 0 && Double.isFinite(kl), "kl must be >= 0 and finite but was %s", kl);
  }

  /** This loss with another clip range. */
  public ClippedSurrogate clip(double low, double high) {
    return new ClippedSurrogate(level, low, high, aggregation, kl);
  }

  /** This loss with another weight of the pull towards the reference. */
  public ClippedSurrogate kl(double kl) {
    return new ClippedSurrogate(level, low, high, aggregation, kl);
  }

  @Override
  public LossTerms compute(LossInputs inputs) {
    NDArray logRatio = inputs.logProbs().sub(inputs.sampler()).mul(inputs.mask()); // (B, P)
    NDArray tokens = inputs.solutionTokens(); // (B, 1)
    NDArray ratio =
        switch (level) {
          case SEQUENCE_SUM -> logRatio.sum(new int[] {1}, true).exp(); // (B, 1)
          case SEQUENCE_MEAN -> logRatio.sum(new int[] {1}, true).div(tokens).exp(); // (B, 1)
          case TOKEN -> logRatio.exp(); // (B, P)
        };
    NDArray share = // weight of each ratio in the step's sum
        level == RatioLevel.TOKEN
            ? aggregation.weights(inputs) // (B, P)
            : tokens.onesLike().div(inputs.stepSolutions()); // (B, 1)
    NDArray advantage = inputs.advantages().expandDims(1); // (B, 1)
    NDArray surrogate = ratio.mul(advantage);
    NDArray clipped = ratio.clip(1 - low, 1 + high).mul(advantage);
    NDArray loss = surrogate.minimum(clipped).mul(share).sum().neg(); // ()
    Map<String, NDArray> metrics = new TreeMap<>();
    metrics.put(LossTerms.MEAN_RATIO, ratio.mul(share).sum());
    metrics.put( // padding is no ratio
        LossTerms.MAX_RATIO, (level == RatioLevel.TOKEN ? ratio.mul(inputs.mask()) : ratio).max());
    metrics.put(LossTerms.CLIPPED_FRACTION, share.mul(clipped.lt(surrogate)).sum());
    if (kl > 0) { // as a float: with a double DJL would widen the scalar
      NDArray divergence = divergence(inputs).mul(aggregation.weights(inputs)).sum(); // ()
      metrics.put(LossTerms.KL, divergence);
      loss = loss.add(divergence.mul((float) kl));
    }
    return new LossTerms(loss, metrics);
  }

  /** k3 of each token (B, P); 0 on padding, where both log-probs count as 0. */
  private static NDArray divergence(LossInputs inputs) {
    NDArray lower = inputs.logProbs().neg().add(inputs.reference()).mul(inputs.mask());
    return lower.exp().sub(lower).sub(1);
  }
}
