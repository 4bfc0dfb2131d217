package dev.o1pruner;

import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Solution;
import java.util.List;

/**
 * Problems solved and graded.
 *
 * @param solutions in the order of the problems and then by sample number
 * @param graded the same, in the same order
 * @param seconds wall-clock time of the solving
 */
record Solved(List<Solution> solutions, List<GradedSolution> graded, double seconds) {

  /** The figures of these problems. */
  EvaluationRun evaluation(List<Problem> problems) {
    return new EvaluationRun(Evaluation.of(problems, graded, seconds), solutions, graded);
  }
}
