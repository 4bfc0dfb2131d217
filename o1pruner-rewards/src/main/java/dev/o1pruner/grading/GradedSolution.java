package dev.o1pruner.grading;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;

/**
 * What rewards and reports need of a solution: how long it is and whether it is right.
 *
 * @param problemId the problem it answers
 * @param sample its number among the K samples of that problem, from 0
 * @param length L(y): produced tokens, the stop token included, at least 1
 * @param correct whether its answer is the gold answer
 * @param answer the answer found in its text, or null if there was none
 * @param truncated whether a token limit ended it rather than a stop token
 */
public record GradedSolution(
    String problemId,
    int sample,
    int length,
    boolean correct,
    @Nullable String answer,
    boolean truncated) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the length is below 1 or the sample number is negative
   */
  public GradedSolution {
    checkArgument(sample >= 0, "sample must be >= 0 but was %s (problem %s)", sample, problemId);
    checkArgument(
        length >= 1,
        "length must be >= 1 token but was %s (sample %s of problem %s)",
        length,
        sample,
        problemId);
  }

  /** A(x, y): 1 if correct, otherwise 0. */
  public double score() {
    return correct ? 1 : 0;
  }
}
