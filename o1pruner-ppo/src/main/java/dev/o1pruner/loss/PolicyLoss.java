package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A training objective, as a function of per-token log-probs. */
@FunctionalInterface
public interface PolicyLoss {

  /** Half-width of the ratio clip in the authors' settings: {@value}. */
  double DEFAULT_CLIP_RANGE = 0.2;

  /**
   * Computes this microbatch's share of the loss.
   *
   * <p>Results must belong to the manager of {@code inputs.logProbs()}: with DJL that is the first
   * operand's, so keep step arrays on the left.
   */
  LossTerms compute(LossInputs inputs);

  /** Mean cross-entropy of the solution tokens; advantages and reference are not looked at. */
  static PolicyLoss nextToken() {
    return inputs ->
        new LossTerms(
            inputs.logProbs().mul(inputs.mask()).sum().neg().div(inputs.stepTokens()), Map.of());
  }

  /**
   * Off-policy clipped surrogate: solutions come from the frozen reference, gradients go to the
   * policy. {@code loss = -mean(min(r*A, clip(r, 1-eps, 1+eps)*A))}, the mean taken over solutions
   * for sequence-level ratios and over tokens for {@link RatioLevel#TOKEN}.
   *
   * @param level what r is the ratio of
   * @param clipRange eps, in (0, 1)
   */
  static PolicyLoss offPolicyClipped(RatioLevel level, double clipRange) {
    checkArgument(
        clipRange > 0 && clipRange < 1, "clipRange must be in (0, 1) but was %s", clipRange);
    return inputs -> {
      NDArray logRatio = inputs.logProbs().sub(inputs.reference()).mul(inputs.mask()); // (B, P)
      NDArray tokens = inputs.mask().sum(new int[] {1}, true); // (B, 1)
      NDArray ratio =
          switch (level) {
            case SEQUENCE_SUM -> logRatio.sum(new int[] {1}, true).exp(); // (B, 1)
            case SEQUENCE_MEAN -> logRatio.sum(new int[] {1}, true).div(tokens).exp(); // (B, 1)
            case TOKEN -> logRatio.exp(); // (B, P)
          };
      NDArray share = // weight of each ratio in the step's mean
          level == RatioLevel.TOKEN
              ? inputs.mask().div(inputs.stepTokens()) // (B, P)
              : tokens.onesLike().div(inputs.stepSolutions()); // (B, 1)
      NDArray advantage = inputs.advantages().expandDims(1); // (B, 1)
      NDArray surrogate = ratio.mul(advantage);
      NDArray clipped = ratio.clip(1 - clipRange, 1 + clipRange).mul(advantage);
      return new LossTerms(
          surrogate.minimum(clipped).mul(share).sum().neg(),
          Map.of(
              LossTerms.MEAN_RATIO,
              ratio.mul(share).sum(),
              LossTerms.CLIPPED_FRACTION,
              share.mul(clipped.lt(surrogate)).sum()));
    };
  }
}
