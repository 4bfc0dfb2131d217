package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.model.TokenSequence;

/**
 * One solution to train on.
 *
 * @param problemId the problem it answers, for messages
 * @param sample its number among that problem's samples
 * @param tokens prompt and solution, exactly as sampled
 * @param reward shown in metrics
 * @param advantage what the loss weighs it by
 * @param refLogProbs the reference's log-prob of each solution token; empty for losses without one
 */
public record TrainingExample(
    String problemId,
    int sample,
    TokenSequence tokens,
    double reward,
    double advantage,
    ImmutableDoubleArray refLogProbs) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException naming the problem and what is wrong
   */
  public TrainingExample {
    checkArgument(
        Double.isFinite(advantage) && Double.isFinite(reward),
        "problem %s, sample %s: reward %s and advantage %s must be finite",
        problemId,
        sample,
        reward,
        advantage);
    checkArgument(
        refLogProbs.isEmpty() || refLogProbs.length() == tokens.tokenIds().length(),
        "problem %s, sample %s: %s reference log-probs for %s tokens",
        problemId,
        sample,
        refLogProbs.length(),
        tokens.tokenIds().length());
  }

  /** Text to imitate: no reward, no reference. */
  public static TrainingExample imitation(String problemId, TokenSequence tokens) {
    return new TrainingExample(problemId, 0, tokens, 0, 1, ImmutableDoubleArray.of());
  }
}
