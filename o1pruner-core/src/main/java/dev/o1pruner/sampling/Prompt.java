package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A problem as the model sees it.
 *
 * @param problemId the problem it was made from
 * @param tokenIds the templated and encoded text, at least one token
 */
public record Prompt(String problemId, ImmutableIntArray tokenIds) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there are no tokens
   */
  public Prompt {
    checkArgument(!tokenIds.isEmpty(), "problem %s has a prompt of no tokens", problemId);
  }
}
