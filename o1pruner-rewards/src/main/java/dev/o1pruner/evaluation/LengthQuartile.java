package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How right the solutions of one quarter by length are: the paper's length disharmony. Each
 * problem's samples are ranked among themselves, so that a quarter isn't one of easy or hard
 * problems; of equal lengths the lower sample number goes first.
 *
 * @param quartile 1 (each problem's shortest) to 4 (its longest)
 * @param solutions in it
 * @param tokens mean length
 * @param accuracy share that is correct, with its interval over problems
 */
public record LengthQuartile(int quartile, long solutions, double tokens, Estimate accuracy) {

  private static final int PARTS = 4;

  /** What one problem has in each quarter. */
  private static final class Counts {

    private final int[] solutions = new int[PARTS];
    private final int[] correct = new int[PARTS];
    private final long[] tokens = new long[PARTS];

    static Counts of(List<GradedSolution> samples) {
      List<GradedSolution> ranked = new ArrayList<>(samples);
      ranked.sort(
          Comparator.comparingInt(GradedSolution::length).thenComparingInt(GradedSolution::sample));
      Counts counts = new Counts();
      for (int rank = 0; rank < ranked.size(); rank++) {
        int part = rank * PARTS / ranked.size();
        counts.solutions[part]++;
        counts.correct[part] += ranked.get(rank).correct() ? 1 : 0;
        counts.tokens[part] += ranked.get(rank).length();
      }
      return counts;
    }
  }

  /**
   * The quarters of samples, shortest first; one that is empty, because no problem has enough
   * samples, is left out.
   *
   * @param samples K of each problem, in any order
   * @throws IllegalArgumentException if there are none
   */
  public static List<LengthQuartile> of(List<GradedSolution> samples, Bootstrap bootstrap) {
    checkArgument(!samples.isEmpty(), "quartiles need samples, but there are none");
    Map<String, List<GradedSolution>> byProblem = new LinkedHashMap<>();
    samples.forEach(
        sample ->
            byProblem.computeIfAbsent(sample.problemId(), id -> new ArrayList<>()).add(sample));
    List<Counts> counts = byProblem.values().stream().map(Counts::of).toList();
    List<LengthQuartile> quartiles = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int index = part;
      long solutions = counts.stream().mapToLong(c -> c.solutions[index]).sum();
      if (solutions > 0) {
        quartiles.add(
            new LengthQuartile(
                part + 1,
                solutions,
                (double) counts.stream().mapToLong(c -> c.tokens[index]).sum() / solutions,
                bootstrap.estimate(counts.size(), drawn -> accuracy(counts, index, drawn))));
      }
    }
    return quartiles;
  }

  private static double accuracy(List<Counts> counts, int part, int[] drawn) {
    long solutions = 0;
    long correct = 0;
    for (int problem : drawn) {
      solutions += counts.get(problem).solutions[part];
      correct += counts.get(problem).correct[part];
    }
    return (double) correct / solutions; // NaN if the drawn problems have none here
  }
}
