package dev.o1pruner.evaluation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A policy against its reference on the same problems.
 *
 * <p>The intervals are paired: each resample draws the same problems for both models, so that what
 * makes a problem hard for both cancels out. A resample in which the reference solves nothing has
 * no score and is left out.
 *
 * @param reference how the reference did
 * @param policy how the policy did
 * @param lengthSaving dLen of {@link AccuracyEfficiencyScore}
 * @param accuracyGain dAcc of {@link AccuracyEfficiencyScore}, or null if the reference solved
 *     nothing, which leaves it undefined
 * @param score the {@link AccuracyEfficiencyScore}, or null in the same case
 */
public record ScoreComparison(
    Summary reference,
    Summary policy,
    Estimate lengthSaving,
    @Nullable Estimate accuracyGain,
    @Nullable Estimate score) {

  /** Compares tallies of the same problems in the same order. */
  static ScoreComparison of(
      List<ProblemTally> reference, List<ProblemTally> policy, Bootstrap bootstrap) {
    Paired paired = new Paired(reference, policy, bootstrap);
    Summary base = Summary.of(reference, bootstrap);
    boolean scored = base.accuracy().value() > 0;
    return new ScoreComparison(
        base,
        Summary.of(policy, bootstrap),
        paired.lengthSaving(),
        scored ? paired.estimate(AccuracyEfficiencyScore::accuracyGain) : null,
        scored ? paired.estimate(AccuracyEfficiencyScore::value) : null);
  }

  /** Statistics of two models over the same draws of problems. */
  private record Paired(
      List<ProblemTally> reference, List<ProblemTally> policy, Bootstrap bootstrap) {

    Estimate lengthSaving() {
      return bootstrap.estimate(
          reference.size(),
          drawn ->
              1 - Totals.of(policy, drawn).meanTokens() / Totals.of(reference, drawn).meanTokens());
    }

    Estimate estimate(ToDoubleFunction<AccuracyEfficiencyScore> part) {
      return bootstrap.estimate(
          reference.size(),
          drawn -> {
            Totals base = Totals.of(reference, drawn);
            Totals pruned = Totals.of(policy, drawn);
            return base.correct() == 0
                ? Double.NaN
                : part.applyAsDouble(
                    AccuracyEfficiencyScore.of(
                        base.accuracy(),
                        base.meanTokens(),
                        pruned.accuracy(),
                        pruned.meanTokens()));
          });
    }
  }
}
