package dev.o1pruner.evaluation;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.sampling.Solution;
import java.util.List;

/**
 * An evaluation with the solutions it was made from.
 *
 * @param evaluation the figures
 * @param solutions what was sampled, in the order of the problems and then by sample number
 * @param graded the same solutions graded, in the same order
 */
public record EvaluationRun(
    Evaluation evaluation, List<Solution> solutions, List<GradedSolution> graded) {

  /** Copies the lists. */
  public EvaluationRun {
    solutions = List.copyOf(solutions);
    graded = List.copyOf(graded);
  }
}
