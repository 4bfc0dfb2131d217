package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A prompt and what follows it, as token ids.
 *
 * @param promptIds given tokens, at least one
 * @param tokenIds the tokens after them that are scored or trained on, at least one
 */
public record TokenSequence(ImmutableIntArray promptIds, ImmutableIntArray tokenIds) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if either is empty
   */
  public TokenSequence {
    checkArgument(!promptIds.isEmpty(), "a sequence needs at least one prompt token");
    checkArgument(!tokenIds.isEmpty(), "a sequence needs at least one token after its prompt");
  }

  /** Tokens the model reads for it: all but the last, which is only predicted. */
  public int inputLength() {
    return promptIds.length() + tokenIds.length() - 1;
  }

  /** The token at a position counted over prompt and solution together. */
  int token(int position) {
    int prompt = promptIds.length();
    return position < prompt ? promptIds.get(position) : tokenIds.get(position - prompt);
  }
}
