package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TextModel;

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

  /**
   * Makes sure that a model can read the prompt and produce at least one token after it.
   *
   * @throws IllegalArgumentException naming the problem and the model's context
   */
  public void checkFits(TextModel model) {
    model.checkTokens(tokenIds);
    int context = model.config().maxPositions();
    checkArgument(
        tokenIds.length() < context,
        "the prompt of problem %s has %s tokens, but the context of %s is %s"
            + " (max_position_embeddings); shorten or leave out the problem",
        problemId,
        tokenIds.length(),
        model.directory().source(),
        context);
  }
}
