package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;

/**
 * One sampled solution, with exactly the token ids that were sampled: nothing downstream encodes
 * text again.
 *
 * @param problemId the problem it answers
 * @param sample its number among the K samples of that problem, from 0
 * @param promptIds the token ids the model was given
 * @param tokenIds the token ids the model produced, the stop token and a {@link SolutionStarts
 *     start} included
 * @param text these tokens decoded, special tokens left out
 * @param finishReason why it ended
 */
public record Solution(
    String problemId,
    int sample,
    ImmutableIntArray promptIds,
    ImmutableIntArray tokenIds,
    String text,
    FinishReason finishReason) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the sample number is negative or there are no tokens
   */
  public Solution {
    checkArgument(sample >= 0, "sample must be >= 0 but was %s (problem %s)", sample, problemId);
    checkArgument(!promptIds.isEmpty(), "problem %s has a prompt of no tokens", problemId);
    checkArgument(!tokenIds.isEmpty(), "solution %s of problem %s is empty", sample, problemId);
  }

  /** L(y): produced tokens, the stop token included. */
  public int length() {
    return tokenIds.length();
  }
}
