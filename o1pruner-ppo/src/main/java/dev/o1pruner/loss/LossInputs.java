package dev.o1pruner.loss;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What a loss is computed from: one microbatch, and the size of the whole optimizer step it is part
 * of, so that splitting a step into microbatches doesn't change its loss.
 *
 * @param logProbs the policy's log-probs of the solution tokens (B, P), requiring gradients
 * @param samplerLogProbs those of the model that drew the solutions, where it isn't the reference
 *     (B, P); null if it is
 * @param refLogProbs the reference's, recorded beforehand (B, P); null if an example has none
 * @param advantages one per solution (B)
 * @param mask 1 for a token, 0 for padding (B, P)
 * @param unitSize solutions that belong together: 1, or 2 where rows 2i and 2i + 1 are the chosen
 *     and the rejected solution of a pair
 * @param stepSolutions solutions in the whole step
 * @param stepTokens solution tokens in the whole step
 */
public record LossInputs(
    NDArray logProbs,
    @Nullable NDArray samplerLogProbs,
    @Nullable NDArray refLogProbs,
    NDArray advantages,
    NDArray mask,
    int unitSize,
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
            && sameShape(samplerLogProbs, mask)
            && sameShape(refLogProbs, mask),
        "log-probs %s, the sampler's %s, the reference's %s and mask %s differ: all must be (B, P)",
        logProbs.getShape(),
        samplerLogProbs == null ? "(none)" : samplerLogProbs.getShape(),
        refLogProbs == null ? "(none)" : refLogProbs.getShape(),
        mask.getShape());
    checkArgument(
        advantages.getShape().dimension() == 1
            && advantages.getShape().get(0) == logProbs.getShape().get(0),
        "advantages %s must be (B) for log-probs %s",
        advantages.getShape(),
        logProbs.getShape());
  }

  /**
   * The reference's log-probs, for losses that compare with it.
   *
   * @return (B, P)
   * @throws IllegalStateException if an example has none
   */
  public NDArray reference() {
    checkState(
        refLogProbs != null,
        "this loss compares with a reference, but an example has no reference log-probs: make"
            + " examples with TrainingExamples.of");
    return refLogProbs;
  }

  /**
   * The log-probs of the model that drew the solutions, for ratios: in off-policy training the
   * reference's.
   *
   * @return (B, P)
   * @throws IllegalStateException if an example has none
   */
  public NDArray sampler() {
    return samplerLogProbs == null ? reference() : samplerLogProbs;
  }

  /** Tokens of each solution (B, 1). */
  NDArray solutionTokens() {
    return mask.sum(new int[] {1}, true);
  }

  /**
   * Makes sure that solutions come in pairs.
   *
   * @throws IllegalStateException if they don't
   */
  void checkPairs() {
    checkState(
        unitSize == 2,
        "this loss compares pairs of solutions, but these come in units of %s: make examples with"
            + " TrainingExamples.pairs",
        unitSize);
  }

  private static boolean sameShape(@Nullable NDArray array, NDArray mask) {
    return array == null || array.getShape().equals(mask.getShape());
  }
}
