package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.List;

/**
 * How many solutions are how long. Bin i holds the lengths from {@code i * binWidth + 1} to {@code
 * (i + 1) * binWidth}.
 *
 * @param binWidth tokens
 * @param counts solutions in each bin; the last holds anything longer as well
 */
public record LengthHistogram(int binWidth, List<Integer> counts) {

  /** Bins of a histogram: {@value}. */
  public static final int BINS = 40;

  /** Copies the counts. */
  public LengthHistogram {
    counts = List.copyOf(counts);
  }

  /** The width at which {@value #BINS} bins reach the longest of some solutions. */
  public static int binWidth(List<GradedSolution> solutions) {
    int longest = solutions.stream().mapToInt(GradedSolution::length).max().orElse(1);
    return (longest + BINS - 1) / BINS;
  }

  /** Counts solutions. */
  public static LengthHistogram of(List<GradedSolution> solutions, int binWidth) {
    checkArgument(binWidth > 0, "binWidth must be positive but was %s", binWidth);
    int[] counts = new int[BINS];
    for (GradedSolution solution : solutions) {
      counts[Math.min(BINS - 1, (solution.length() - 1) / binWidth)]++;
    }
    List<Integer> boxed = new ArrayList<>();
    for (int count : counts) {
      boxed.add(count);
    }
    return new LengthHistogram(binWidth, boxed);
  }

  /** The length in the middle of a bin. */
  public double middle(int bin) {
    return (bin + 0.5) * binWidth + 0.5;
  }

  /** Share of the solutions in a bin. */
  public double share(int bin) {
    return counts.get(bin) / (double) counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** The upper end of the bin in which a share of the solutions is reached. */
  public int quantile(double share) {
    double wanted = share * counts.stream().mapToInt(Integer::intValue).sum();
    int bin = 0;
    for (int seen = counts.get(0); seen < wanted; seen += counts.get(bin)) {
      bin++;
    }
    return (bin + 1) * binWidth;
  }
}
