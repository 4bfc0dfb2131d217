package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy gained over its reference on one problem set, overall and per difficulty level.
 *
 * @param overall over all problems
 * @param levels over the problems of each level, sorted by its name
 * @param referenceSeconds wall-clock time the reference took to solve the problem set
 * @param policySeconds wall-clock time the policy took
 */
public record Comparison(
    ScoreComparison overall,
    SortedMap<String, ScoreComparison> levels,
    double referenceSeconds,
    double policySeconds) {

  /** Copies the parts. */
  public Comparison {
    levels = Collections.unmodifiableSortedMap(new TreeMap<>(levels));
  }

  /** {@link #of(Evaluation, Evaluation, Bootstrap)} with the default bootstrap. */
  public static Comparison of(Evaluation reference, Evaluation policy) {
    return of(reference, policy, Bootstrap.defaults());
  }

  /**
   * Compares two evaluations, joined by problem id.
   *
   * @param bootstrap makes the intervals
   * @throws IllegalArgumentException if they are not of the same problems
   */
  public static Comparison of(Evaluation reference, Evaluation policy, Bootstrap bootstrap) {
    List<ProblemTally> base = reference.problems();
    List<ProblemTally> pruned = inOrderOf(base, policy.problems());
    SortedMap<String, ScoreComparison> levels = new TreeMap<>();
    for (String level : reference.levels().keySet()) {
      List<ProblemTally> levelBase = new ArrayList<>();
      List<ProblemTally> levelPruned = new ArrayList<>();
      for (int i = 0; i < base.size(); i++) {
        if (level.equals(base.get(i).level())) {
          levelBase.add(base.get(i));
          levelPruned.add(pruned.get(i));
        }
      }
      levels.put(level, ScoreComparison.of(levelBase, levelPruned, bootstrap));
    }
    return new Comparison(
        ScoreComparison.of(base, pruned, bootstrap), levels, reference.seconds(), policy.seconds());
  }

  private static List<ProblemTally> inOrderOf(
      List<ProblemTally> reference, List<ProblemTally> policy) {
    Map<String, ProblemTally> byId = new HashMap<>();
    policy.forEach(tally -> byId.put(tally.problemId(), tally));
    List<ProblemTally> ordered = new ArrayList<>();
    for (ProblemTally tally : reference) {
      ProblemTally match = byId.remove(tally.problemId());
      checkArgument(
          match != null,
          "problem %s was solved by the reference but not by the policy: evaluate both on the same"
              + " problems",
          tally.problemId());
      ordered.add(match);
    }
    checkArgument(
        byId.isEmpty(),
        "problems %s were solved by the policy but not by the reference: evaluate both on the same"
            + " problems",
        byId.keySet());
    return ordered;
  }
}
