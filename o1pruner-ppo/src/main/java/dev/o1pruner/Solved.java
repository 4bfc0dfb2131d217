package dev.o1pruner;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.Guard;
import java.util.List;
import java.util.Map;

/**
 * Problems solved and graded.
 *
 * @param solutions in the order of the problems and then by sample number
 * @param graded the same, in the same order
 * @param seconds wall-clock time of the solving
 */
record Solved(List<Solution> solutions, List<GradedSolution> graded, double seconds) {

  /** What guards look at: {@link Guard#ACCURACY} and {@link Guard#CHECKED_LENGTH}. */
  static Map<String, Double> figures(List<GradedSolution> graded) {
    return ImmutableMap.of(
        Guard.ACCURACY,
        graded.stream().mapToDouble(GradedSolution::score).average().orElseThrow(),
        Guard.CHECKED_LENGTH,
        graded.stream().mapToInt(GradedSolution::length).average().orElseThrow());
  }

  /** The figures of these problems. */
  EvaluationRun evaluation(List<Problem> problems) {
    return new EvaluationRun(Evaluation.of(problems, graded, seconds), solutions, graded);
  }
}
