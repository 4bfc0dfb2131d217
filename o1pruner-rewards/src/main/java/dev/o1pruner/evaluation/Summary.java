package dev.o1pruner.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How one model did on a set of problems.
 *
 * @param problems number of problems
 * @param solutions number of solutions of them
 * @param accuracy fraction of solutions that are correct
 * @param tokens mean tokens per solution
 * @param tokensIfCorrect mean tokens of the correct solutions, or null if there are none
 * @param tokensIfWrong mean tokens of the wrong solutions, or null if there are none
 * @param truncated fraction of solutions that a token limit ended
 */
public record Summary(
    int problems,
    long solutions,
    Estimate accuracy,
    Estimate tokens,
    @Nullable Double tokensIfCorrect,
    @Nullable Double tokensIfWrong,
    double truncated) {

  static Summary of(List<ProblemTally> tallies, Bootstrap bootstrap) {
    int problems = tallies.size();
    Totals all = Totals.of(tallies, IntStream.range(0, problems).toArray());
    return new Summary(
        problems,
        all.solutions(),
        bootstrap.estimate(problems, drawn -> Totals.of(tallies, drawn).accuracy()),
        bootstrap.estimate(problems, drawn -> Totals.of(tallies, drawn).meanTokens()),
        mean(all.correctTokens(), all.correct()),
        mean(all.tokens() - all.correctTokens(), all.solutions() - all.correct()),
        (double) all.truncated() / all.solutions());
  }

  private static @Nullable Double mean(long sum, long count) {
    return count == 0 ? null : (double) sum / count;
  }
}
