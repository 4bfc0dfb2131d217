package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/**
 * What a loss is computed from: one microbatch, and the size of the whole optimizer step it is part
 * of, so that splitting a step into microbatches doesn't change its loss.
 *
 * @param logProbs the policy's log-probs of the solution tokens (B, P), requiring gradients
 * @param refLogProbs the reference's, recorded before the first update (B, P)
 * @param advantages one per solution (B)
 * @param mask 1 for a token, 0 for padding (B, P)
 * @param stepSolutions solutions in the whole step
 * @param stepTokens solution tokens in the whole step
 */
public record LossInputs(
    NDArray logProbs,
    NDArray refLogProbs,
    NDArray advantages,
    NDArray mask,
    int stepSolutions,
    long stepTokens) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException naming the shapes that differ
   */
  public LossInputs {
    checkArgument(
        logProbs.getShape().equals(mask.getShape())
            && logProbs.getShape().equals(refLogProbs.getShape()),
        "log-probs %s, reference log-probs %s and mask %s differ: all must be (B, P)",
        logProbs.getShape(),
        refLogProbs.getShape(),
        mask.getShape());
    checkArgument(
        advantages.getShape().dimension() == 1
            && advantages.getShape().get(0) == logProbs.getShape().get(0),
        "advantages %s must be (B) for log-probs %s",
        advantages.getShape(),
        logProbs.getShape());
  }
}
