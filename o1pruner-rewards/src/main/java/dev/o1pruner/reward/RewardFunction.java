package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;

/** Turns length and correctness of a solution into one number: higher is better. */
@FunctionalInterface
public interface RewardFunction {

  /** Reward of one graded solution, given how the reference did on the same problem. */
  double reward(GradedSolution solution, ReferenceProfile reference);

  /**
   * The length-harmonizing reward of O1-Pruner: {@code R_LH(x, y) = Lbar(x) / L(y) - 1 + lambda *
   * (A(x, y) - Abar(x))}.
   *
   * <p>Its mean over the reference's own samples is not zero as the paper has it but at least zero,
   * because {@code E[Lbar / L] >= 1} (Jensen): see {@link AdvantageFunction#centred()}.
   *
   * @param lambda what accuracy is worth against length, at least 0. The paper takes 2 for a 7B
   *     model, its authors' code 5 for a 32B one; 0 rewards brevity alone
   */
  static RewardFunction lengthHarmonizing(double lambda) {
    checkArgument(
        lambda >= 0 && lambda < Double.POSITIVE_INFINITY,
        "lambda must be >= 0 and finite but was %s",
        lambda);
    return (solution, reference) ->
        reference.meanLength() / solution.length()
            - 1
            + lambda * (solution.score() - reference.accuracy());
  }
}
