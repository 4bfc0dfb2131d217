package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Map;

/** Rewards of whether a solution thinks at all. */
public final class ThinkingRewards {

  private ThinkingRewards() {}

  /**
   * AdaptThink (arXiv 2505.13417): {@code c - Abar_ref(x) + delta * 1[y begins with the end of
   * thinking]}. A solution without a thought is preferred where it costs less than delta of the
   * accuracy that the reference has with one.
   *
   * <p>A model that always thinks never shows what it could do without: half of the samples are
   * made to begin so ({@link dev.o1pruner.sampling.SolutionStarts}). It looks at token ids.
   *
   * @param delta what not thinking is worth, at least 0; the authors take 0.05, and 0 to 0.1 in an
   *     ablation
   * @param noThinking what a solution without a thought begins with, such as the id of {@code
   *     </think>} where the prompt ends in {@code <think>}
   * @param referenceAccuracy Abar_ref, the share of the reference's own samples of each problem
   *     that are correct, in [0, 1]; the authors sample 16 of each beforehand. See {@link
   *     SampleGroup#accuracies}
   */
  public static RewardFunction adaptThink(
      double delta, ImmutableIntArray noThinking, Map<String, Double> referenceAccuracy) {
    checkArgument(
        delta >= 0 && Double.isFinite(delta), "delta must be >= 0 and finite but was %s", delta);
    checkArgument(!noThinking.isEmpty(), "noThinking must name at least one token");
    Map<String, Double> accuracies = ImmutableMap.copyOf(referenceAccuracy);
    accuracies.forEach(
        (problem, accuracy) ->
            checkArgument(
                accuracy >= 0 && accuracy <= 1,
                "the reference's accuracy on problem %s must be in [0, 1] but was %s",
                problem,
                accuracy));
    return (solution, group) -> {
      Double accuracy = accuracies.get(group.problemId());
      checkArgument(
          accuracy != null,
          "the reference's accuracy on problem %s is unknown: sample the reference on every problem"
              + " beforehand",
          group.problemId());
      boolean thinks = !startsWith(group.tokenIds(solution), noThinking);
      return solution.score() - accuracy + (thinks ? 0 : delta);
    };
  }

  private static boolean startsWith(ImmutableIntArray tokenIds, ImmutableIntArray start) {
    return tokenIds.length() >= start.length()
        && tokenIds.subArray(0, start.length()).equals(start);
  }
}
