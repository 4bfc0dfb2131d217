package dev.o1pruner.evaluation;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model did on one problem, added up: every figure of a report is a ratio of sums of
 * these.
 *
 * @param problemId the problem
 * @param level its difficulty level, or null if it has none
 * @param solutions number of solutions, at least 1
 * @param correct how many are correct
 * @param tokens tokens of all solutions
 * @param correctTokens tokens of the correct solutions
 * @param truncated how many solutions a token limit ended
 */
public record ProblemTally(
    String problemId,
    @Nullable String level,
    int solutions,
    int correct,
    long tokens,
    long correctTokens,
    int truncated) {

  static ProblemTally of(String problemId, @Nullable String level, List<GradedSolution> solutions) {
    List<GradedSolution> correct = solutions.stream().filter(GradedSolution::correct).toList();
    return new ProblemTally(
        problemId,
        level,
        solutions.size(),
        correct.size(),
        tokens(solutions),
        tokens(correct),
        (int) solutions.stream().filter(GradedSolution::truncated).count());
  }

  private static long tokens(List<GradedSolution> solutions) {
    return solutions.stream().mapToLong(GradedSolution::length).sum();
  }
}
