package dev.o1pruner.examples.arithmetic;

import static java.util.Locale.ROOT;

import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.sampling.Solution;
import java.util.List;

/**
 * How long solutions are before and after pruning: two histograms over each other, as SVG text.
 * Drawn without AWT, whose fonts a headless JDK lacks.
 */
public final class LengthChart {

  private static final int BINS = 40;
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int LEFT = 50;
  private static final int RIGHT = 20;
  private static final int TOP = 60;
  private static final int BOTTOM = 45;
  private static final String BEFORE = "#9aa5b1";
  private static final String AFTER = "#0b7285";

  private LengthChart() {}

  /** Renders the lengths of the same problems' solutions by reference and policy. */
  public static String svg(EvaluationRun before, EvaluationRun after) {
    int longest = Math.max(1, Math.max(longest(before.solutions()), longest(after.solutions())));
    int binWidth = (longest + BINS - 1) / BINS;
    double[] reference = shares(before.solutions(), binWidth);
    double[] policy = shares(after.solutions(), binWidth);
    double highest = 0;
    for (int bin = 0; bin < BINS; bin++) {
      highest = Math.max(highest, Math.max(reference[bin], policy[bin]));
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(WIDTH, HEIGHT));
    bars(reference, highest, BEFORE, svg);
    bars(policy, highest, AFTER, svg);
    legend("before", before.evaluation().overall(), BEFORE, 22, svg);
    legend("after", after.evaluation().overall(), AFTER, 42, svg);
    axis(binWidth, svg);
    return svg.append("</svg>\n").toString();
  }

  private static int longest(List<Solution> solutions) {
    return solutions.stream().mapToInt(Solution::length).max().orElse(0);
  }

  /** Share of the solutions in each bin. */
  private static double[] shares(List<Solution> solutions, int binWidth) {
    double[] shares = new double[BINS];
    for (Solution solution : solutions) {
      shares[Math.min(BINS - 1, (solution.length() - 1) / binWidth)] += 1.0 / solutions.size();
    }
    return shares;
  }

  private static void bars(double[] shares, double highest, String colour, StringBuilder svg) {
    double width = (WIDTH - LEFT - RIGHT) / (double) BINS;
    for (int bin = 0; bin < BINS; bin++) {
      double height = (HEIGHT - TOP - BOTTOM) * shares[bin] / highest;
      svg.append(
          String.format(
              ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\""
                  + " fill-opacity=\"0.75\"/>%n",
              LEFT + bin * width,
              HEIGHT - BOTTOM - height,
              width - 1,
              height,
              colour));
    }
  }

  private static void legend(
      String name, Summary summary, String colour, int y, StringBuilder svg) {
    svg.append(
        String.format(
            ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>"
                + "<text x=\"%d\" y=\"%d\">%s: %.0f tokens on average, %.1f %% right</text>%n",
            LEFT,
            y - 11,
            colour,
            LEFT + 18,
            y,
            name,
            summary.tokens().value(),
            100 * summary.accuracy().value()));
  }

  private static void axis(int binWidth, StringBuilder svg) {
    int y = HEIGHT - BOTTOM;
    svg.append(
        String.format(
            ROOT,
            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n",
            LEFT,
            y,
            WIDTH - RIGHT,
            y));
    for (int bin = 0; bin <= BINS; bin += 5) {
      svg.append(
          String.format(
              ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
              LEFT + bin * (WIDTH - LEFT - RIGHT) / (double) BINS,
              y + 17,
              bin * binWidth));
    }
    svg.append(
        String.format(
            ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">tokens of a solution</text>%n",
            (WIDTH + LEFT - RIGHT) / 2,
            HEIGHT - 8));
  }
}
