package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/** How much each token of a step counts in the step's loss. */
@FunctionalInterface
public interface Aggregation {

  /** The weight of each token (B, P), 0 on padding, in the manager of the mask. */
  NDArray weights(LossInputs inputs);

  /**
   * Each solution counts alike, whatever its length: {@code 1 / (B * tokens of its solution)}.
   * GRPO's (arXiv 2402.03300); a token of a long solution counts less, so that of two wrong
   * solutions the longer one is pushed down less.
   */
  static Aggregation solutionMean() {
    return inputs ->
        inputs.mask().div(inputs.solutionTokens()).div(inputs.stepSolutions()); // (B, P)
  }

  /**
   * Each token counts alike: {@code 1 / tokens of the step}. DAPO's (arXiv 2503.14476); a long
   * solution counts more.
   */
  static Aggregation tokenMean() {
    return inputs -> inputs.mask().div(inputs.stepTokens()); // (B, P)
  }

  /**
   * Each token counts alike, from step to step as well: {@code 1 / (B * tokens)}. Dr. GRPO's (arXiv
   * 2503.20783), with the token limit of sampling for a constant; 1 gives the sum over a solution.
   *
   * @param tokens the constant, at least 1
   */
  static Aggregation constantLength(int tokens) {
    checkArgument(tokens >= 1, "the constant length must be >= 1 token but was %s", tokens);
    return inputs -> inputs.mask().div((float) tokens * inputs.stepSolutions()); // (B, P)
  }
}
