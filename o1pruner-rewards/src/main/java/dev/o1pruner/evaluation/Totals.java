package dev.o1pruner.evaluation;

import java.util.List;

/** Sums over the tallies of some problems, a problem drawn twice counting twice. */
record Totals(long solutions, long correct, long tokens, long correctTokens, long truncated) {

  static Totals of(List<ProblemTally> tallies, int[] drawn) {
    long solutions = 0;
    long correct = 0;
    long tokens = 0;
    long correctTokens = 0;
    long truncated = 0;
    for (int index : drawn) {
      ProblemTally tally = tallies.get(index);
      solutions += tally.solutions();
      correct += tally.correct();
      tokens += tally.tokens();
      correctTokens += tally.correctTokens();
      truncated += tally.truncated();
    }
    return new Totals(solutions, correct, tokens, correctTokens, truncated);
  }

  double accuracy() {
    return (double) correct / solutions;
  }

  double meanTokens() {
    return (double) tokens / solutions;
  }
}
