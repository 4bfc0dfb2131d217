package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Map;

/**
 * A training objective, as a function of per-token log-probs.
 *
 * <p>The factories are whole losses; docs/losses.md has a table of them. {@link ClippedSurrogate}
 * has every part of the clipped ones for mixing.
 */
@FunctionalInterface
public interface PolicyLoss {

  /** Half-width of the ratio clip in the authors' settings: {@value}. */
  double DEFAULT_CLIP_RANGE = 0.2;

  /** Upper half-width of DAPO's clip: {@value}. */
  double HIGHER_CLIP_RANGE = 0.28;

  /** Weight of GRPO's pull towards the reference in its paper: {@value}. */
  double GRPO_KL = 0.04;

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
  static ClippedSurrogate offPolicyClipped(RatioLevel level, double clipRange) {
    checkArgument(
        clipRange > 0 && clipRange < 1, "clipRange must be in (0, 1) but was %s", clipRange);
    return new ClippedSurrogate(level, clipRange, clipRange, Aggregation.tokenMean(), 0);
  }

  /**
   * GRPO (arXiv 2402.03300, equation 3): token ratios clipped to 1 ± {@value #DEFAULT_CLIP_RANGE},
   * the mean over a solution's tokens and then over solutions, and {@value #GRPO_KL} times the
   * estimated divergence from the reference. {@code grpo().kl(0)} leaves that out, as most do now.
   */
  static ClippedSurrogate grpo() {
    return new ClippedSurrogate(
        RatioLevel.TOKEN,
        DEFAULT_CLIP_RANGE,
        DEFAULT_CLIP_RANGE,
        Aggregation.solutionMean(),
        GRPO_KL);
  }

  /**
   * Dr. GRPO (arXiv 2503.20783): GRPO without the pull, its tokens summed up and divided by a
   * constant instead of the solution's length, so that length has no say in a token's weight.
   *
   * @param maxTokens the constant; the authors take the token limit of sampling
   */
  static ClippedSurrogate drGrpo(int maxTokens) {
    return new ClippedSurrogate(
        RatioLevel.TOKEN,
        DEFAULT_CLIP_RANGE,
        DEFAULT_CLIP_RANGE,
        Aggregation.constantLength(maxTokens),
        0);
  }

  /**
   * DAPO (arXiv 2503.14476): token ratios clipped to [1 - {@value #DEFAULT_CLIP_RANGE}, 1 + {@value
   * #HIGHER_CLIP_RANGE}], so that unlikely tokens can grow, and the mean over all tokens.
   */
  static ClippedSurrogate dapo() {
    return new ClippedSurrogate(
        RatioLevel.TOKEN, DEFAULT_CLIP_RANGE, HIGHER_CLIP_RANGE, Aggregation.tokenMean(), 0);
  }

  /**
   * GSPO (arXiv 2507.18071): the ratio of a whole solution to the power of one over its length,
   * clipped to [1 - 3e-4, 1 + 4e-4], the mean over solutions. The mean of log-ratios varies much
   * less than a token's, hence the narrow range.
   */
  static ClippedSurrogate gspo() {
    return new ClippedSurrogate(
        RatioLevel.SEQUENCE_MEAN, 3e-4, 4e-4, Aggregation.solutionMean(), 0);
  }

  /**
   * REINFORCE of whole solutions, as RLOO takes it (arXiv 2402.14740, equation 2): {@code loss =
   * -mean over solutions of A * sum of log-probs}. Nothing is clipped and no reference looked at.
   */
  static PolicyLoss reinforce() {
    return inputs ->
        new LossTerms(
            inputs
                .logProbs()
                .mul(inputs.mask())
                .sum(new int[] {1}) // (B)
                .mul(inputs.advantages())
                .sum()
                .neg()
                .div(inputs.stepSolutions()), // ()
            Map.of());
  }

  /**
   * DPO (arXiv 2305.18290, equation 7), for pairs: {@code loss = -mean of log sigmoid(beta *
   * (log(policy/ref)(chosen) - log(policy/ref)(rejected)))}, log-ratios summed over the solution.
   *
   * @param beta how dear it is to leave the reference, above 0; 0.1 is usual
   */
  static PolicyLoss dpo(double beta) {
    return new PreferenceLoss(PreferenceLoss.implicitReward(beta), 0);
  }

  /**
   * SimPO (arXiv 2405.14734, equation 6), for pairs, without a reference: {@code loss = -mean of
   * log sigmoid(beta * mean log-prob(chosen) - beta * mean log-prob(rejected) - gamma)}.
   *
   * @param beta scale of the mean log-probs, above 0; the authors take 2 to 2.5, or 10
   * @param gamma how much higher the chosen one should score, at least 0; the authors advise to
   *     begin with 0.5 times beta, and take 0.1 to 0.8 times beta for their models
   */
  static PolicyLoss simPo(double beta, double gamma) {
    return new PreferenceLoss(PreferenceLoss.meanLogProb(beta), gamma);
  }
}
