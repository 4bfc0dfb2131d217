package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * How the reference model did on one problem, over all K samples of it.
 *
 * @param problemId the problem
 * @param samples K
 * @param meanLength Lbar(x), tokens
 * @param accuracy Abar(x), in [0, 1]
 * @param minLength tokens of the shortest sample
 * @param maxLength tokens of the longest sample
 * @param shortestCorrectLength tokens of the shortest correct sample, or {@value #NONE_CORRECT}
 */
public record ReferenceProfile(
    String problemId,
    int samples,
    double meanLength,
    double accuracy,
    int minLength,
    int maxLength,
    int shortestCorrectLength) {

  /** {@link #shortestCorrectLength()} of a problem that no sample solved. */
  public static final int NONE_CORRECT = -1;

  /**
   * Profile of the samples of one problem.
   *
   * @throws IllegalArgumentException if there are fewer than two samples, or they are of different
   *     problems
   */
  public static ReferenceProfile of(List<GradedSolution> group) {
    checkArgument(!group.isEmpty(), "a reference profile needs samples, but none were given");
    String problemId = group.get(0).problemId();
    checkArgument(
        group.size() >= 2,
        "problem %s has 1 sample, but rewards compare a sample with the mean of its group:"
            + " sample K >= 2 solutions per problem",
        problemId);
    for (GradedSolution solution : group) {
      checkArgument(
          solution.problemId().equals(problemId),
          "samples of problems %s and %s in one group: profile each problem by itself",
          problemId,
          solution.problemId());
    }
    IntSummaryStatistics lengths =
        group.stream().mapToInt(GradedSolution::length).summaryStatistics();
    return new ReferenceProfile(
        problemId,
        group.size(),
        lengths.getAverage(),
        group.stream().mapToDouble(GradedSolution::score).average().orElseThrow(),
        lengths.getMin(),
        lengths.getMax(),
        group.stream()
            .filter(GradedSolution::correct)
            .mapToInt(GradedSolution::length)
            .min()
            .orElse(NONE_CORRECT));
  }
}
