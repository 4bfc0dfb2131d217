package dev.o1pruner.examples.arithmetic;

import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.LengthHistogram;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.experiment.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long solutions are before and after pruning: two histograms over each other, as SVG text. */
public final class LengthChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 340;
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private LengthChart() {}

  /** Renders the lengths of the same problems' solutions by reference and policy. */
  public static String svg(EvaluationRun before, EvaluationRun after) {
    int binWidth =
        LengthHistogram.binWidth(
            ImmutableList.copyOf(Iterables.concat(before.graded(), after.graded())));
    List<String> series = new ArrayList<>();
    List<Double> tokens = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (String when : List.of(BEFORE, AFTER)) {
      EvaluationRun run = when.equals(BEFORE) ? before : after;
      LengthHistogram lengths = LengthHistogram.of(run.graded(), binWidth);
      for (int bin = 0; bin < lengths.counts().size(); bin++) {
        series.add(name(when, run.evaluation().overall()));
        tokens.add(lengths.middle(bin));
        shares.add(100 * lengths.share(bin));
      }
    }
    return new Plot("Lengths of solutions", WIDTH, HEIGHT)
        .column("series", series)
        .column("tokens", tokens)
        .column("share", shares)
        .axis("x", "tokens", "tokens of a solution")
        .axis("y", "share", "solutions, %")
        .colours("series", "fill")
        .legendAbove()
        .layer(
            "bar",
            Map.of(
                "stat", "identity", "position", "identity", "alpha", 0.6, "width", 0.9, "size", 0))
        .svg();
  }

  private static String name(String when, Summary summary) {
    return String.format(
        ROOT,
        "%s: mean %.0f, %.1f %% right",
        when,
        summary.tokens().value(),
        100 * summary.accuracy().value());
  }
}
