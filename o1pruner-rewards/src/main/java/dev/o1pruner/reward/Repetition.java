package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.HashSet;
import java.util.Set;

/** How much a solution says again what it has said. */
public final class Repetition {

  private Repetition() {}

  /**
   * The penalty of Demystifying Long Chain-of-Thought (arXiv 2502.03373): {@code -penalty *
   * fraction}. Needs token ids.
   *
   * <p>The authors count words and punish wrong samples only; here it is tokens, and every sample.
   *
   * @param ngram tokens of what may be repeated, at least 1; the authors take 40
   * @param penalty what nothing but repetition would cost, at least 0; the authors' 0.05 is for
   *     each repeated token, in a penalty on tokens rather than samples
   */
  public static RewardFunction penalty(int ngram, double penalty) {
    checkNgram(ngram);
    checkArgument(
        penalty >= 0 && Double.isFinite(penalty),
        "penalty must be >= 0 and finite but was %s",
        penalty);
    return (solution, group) ->
        penalty * (0 - fraction(group.tokenIds(solution), ngram)); // not -0.0
  }

  /**
   * {@code 1 - unique n-grams / n-grams}: the share of n-grams that came before, in [0, 1); 0 if
   * there are fewer than n tokens.
   */
  public static double fraction(ImmutableIntArray tokenIds, int ngram) {
    checkNgram(ngram);
    int total = tokenIds.length() - ngram + 1;
    if (total <= 0) {
      return 0;
    }
    Set<ImmutableIntArray> unique = new HashSet<>();
    for (int start = 0; start < total; start++) {
      unique.add(tokenIds.subArray(start, start + ngram));
    }
    return 1 - (double) unique.size() / total;
  }

  static void checkNgram(int ngram) {
    checkArgument(ngram >= 1, "ngram must be >= 1 token but was %s", ngram);
  }
}
