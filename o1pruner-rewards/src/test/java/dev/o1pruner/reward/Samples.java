package dev.o1pruner.reward;

import dev.o1pruner.grading.GradedSolution;

/** Graded solutions for tests. */
final class Samples {

  private Samples() {}

  static GradedSolution correct(String problemId, int sample, int length) {
    return new GradedSolution(problemId, sample, length, true, "5", false);
  }

  static GradedSolution wrong(String problemId, int sample, int length) {
    return new GradedSolution(problemId, sample, length, false, "6", false);
  }
}
