package dev.o1pruner.reward;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;

/** Graded solutions for tests. */
final class Samples {

  private Samples() {}

  static GradedSolution correct(String problemId, int sample, int length) {
    return new GradedSolution(problemId, sample, length, true, "5", false);
  }

  static GradedSolution wrong(String problemId, int sample, int length) {
    return new GradedSolution(problemId, sample, length, false, "6", false);
  }

  static Solution tokens(GradedSolution graded, int... tokenIds) {
    return new Solution(
        graded.problemId(),
        graded.sample(),
        ImmutableIntArray.of(1),
        ImmutableIntArray.copyOf(tokenIds),
        "",
        FinishReason.STOP);
  }
}
