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
 * @param refLogProbs the reference's, recorded before the first update (B, P); null if an example
 *     has none
 * @param advantages one per solution (B)
 * @param mask 1 for a token, 0 for padding (B, P)
 * @param stepSolutions solutions in the whole step
 * @param stepTokens solution tokens in the whole step
 */
public record LossInputs(
    NDArray logProbs,
    @Nullable NDArray refLogProbs,
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
            && (refLogProbs == null || logProbs.getShape().equals(refLogProbs.getShape())),
        "log-probs %s, reference log-probs %s and mask %s differ: all must be (B, P)",
        logProbs.getShape(),
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
}
