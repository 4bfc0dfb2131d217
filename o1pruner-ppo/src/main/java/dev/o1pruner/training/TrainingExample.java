package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.sampling.SolutionStarts;

/**
 * One solution to train on.
 *
 * @param problemId the problem it answers, for messages
 * @param sample its number among that problem's samples
 * @param tokens prompt and solution, exactly as sampled
 * @param reward shown in metrics
 * @param advantage what the loss weighs it by
 * @param refLogProbs the reference's log-prob of each solution token; empty for losses without one
 * @param samplerLogProbs those of the model that drew the solution; empty if that is the reference
 * @param unit what the examples of a batch that a loss has to see together have in common, such as
 *     the two of a pair; empty for an example by itself
 */
public record TrainingExample(
    String problemId,
    int sample,
    TokenSequence tokens,
    double reward,
    double advantage,
    ImmutableDoubleArray refLogProbs,
    ImmutableDoubleArray samplerLogProbs,
    String unit) {

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
    check("reference", refLogProbs, problemId, sample, tokens);
    check("sampler", samplerLogProbs, problemId, sample, tokens);
  }

  /** A solution by itself that the reference drew. */
  public TrainingExample(
      String problemId,
      int sample,
      TokenSequence tokens,
      double reward,
      double advantage,
      ImmutableDoubleArray refLogProbs) {
    this(problemId, sample, tokens, reward, advantage, refLogProbs, ImmutableDoubleArray.of(), "");
  }

  /** Text to imitate: no reward, no reference. */
  public static TrainingExample imitation(String problemId, TokenSequence tokens) {
    return new TrainingExample(problemId, 0, tokens, 0, 1, ImmutableDoubleArray.of());
  }

  /** The log-probs of the model that drew the solution; empty if there are none. */
  ImmutableDoubleArray drawnWith() {
    return samplerLogProbs.isEmpty() ? refLogProbs : samplerLogProbs;
  }

  /** This example, drawn by a model that solutions begin with given tokens for. */
  TrainingExample drawnFrom(SolutionStarts starts) {
    return new TrainingExample(
        problemId,
        sample,
        tokens,
        reward,
        advantage,
        refLogProbs,
        starts.logProbs(tokens.tokenIds(), drawnWith()),
        unit);
  }

  /** This example with the head of its solution only. */
  TrainingExample head(int solutionTokens) {
    return new TrainingExample(
        problemId,
        sample,
        new TokenSequence(
            tokens.promptIds(), tokens.tokenIds().subArray(0, solutionTokens).trimmed()),
        reward,
        advantage,
        head(refLogProbs, solutionTokens),
        head(samplerLogProbs, solutionTokens),
        unit);
  }

  private static ImmutableDoubleArray head(ImmutableDoubleArray recorded, int tokens) {
    return recorded.isEmpty() ? recorded : recorded.subArray(0, tokens).trimmed();
  }

  private static void check(
      String whose,
      ImmutableDoubleArray logProbs,
      String problemId,
      int sample,
      TokenSequence tokens) {
    checkArgument(
        logProbs.isEmpty() || logProbs.length() == tokens.tokenIds().length(),
        "problem %s, sample %s: %s %s log-probs for %s tokens",
        problemId,
        sample,
        logProbs.length(),
        whose,
        tokens.tokenIds().length());
    for (int t = 0; t < logProbs.length(); t++) {
      double logProb = logProbs.get(t);
      checkArgument(
          Double.isFinite(logProb),
          "problem %s, sample %s: the %s gives token %s the log-prob %s: its weights may not be"
              + " finite, or its precision is too low",
          problemId,
          sample,
          whose,
          t,
          logProb);
    }
  }
}
