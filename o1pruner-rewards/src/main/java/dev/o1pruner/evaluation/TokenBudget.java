package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Accuracy if every solution had to end within so many tokens: one counts as right if it is right
 * and no longer.
 *
 * @param tokens the budget
 * @param accuracy share of the solutions that are right within it
 */
public record TokenBudget(int tokens, double accuracy) {

  /** Shares of the reference's solutions that the budgets let end. */
  private static final double[] SHARES = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

  /**
   * Budgets that suit a task: lengths within which 5, 10, 25, 50, 75, 90 and 100 % of the
   * reference's solutions end. Equal ones come once.
   *
   * @throws IllegalArgumentException if there are no solutions
   */
  public static List<Integer> scaledTo(List<GradedSolution> reference) {
    checkArgument(!reference.isEmpty(), "budgets need the reference's solutions, but had none");
    int[] lengths = reference.stream().mapToInt(GradedSolution::length).sorted().toArray();
    return DoubleStream.of(SHARES)
        .mapToObj(share -> lengths[(int) Math.ceil(share * lengths.length) - 1])
        .distinct()
        .toList();
  }

  /** A model's accuracy under each budget. */
  public static List<TokenBudget> of(List<GradedSolution> solutions, List<Integer> budgets) {
    return budgets.stream()
        .map(
            budget ->
                new TokenBudget(
                    budget,
                    solutions.stream()
                        .mapToDouble(y -> y.length() <= budget ? y.score() : 0)
                        .average()
                        .orElseThrow()))
        .toList();
  }
}
