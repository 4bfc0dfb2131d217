package dev.o1pruner.experiment;

import dev.o1pruner.evaluation.Estimate;
import dev.o1pruner.evaluation.LengthQuartile;
import dev.o1pruner.evaluation.ScoreComparison;
import dev.o1pruner.evaluation.TokenBudget;
import dev.o1pruner.experiment.ExperimentFigures.Ablation;
import dev.o1pruner.experiment.ExperimentFigures.Average;
import dev.o1pruner.experiment.ExperimentFigures.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plots of a report: one per decoding, a panel per benchmark, a colour per method. */
final class ReportPlots {

  private static final int HEIGHT = 380;
  private static final int PANELS = 2;
  private static final int PANEL_WIDTH = 400;
  private static final int WIDE_PANEL = 600;
  private static final int NARROW_PANEL = 300;

  /** Accuracy, tokens and score. */
  private static final int FIGURES = 3;

  private static final int LEGEND_WIDTH = 190;

  private final ExperimentFigures figures;

  ReportPlots(ExperimentFigures figures) {
    this.figures = figures;
  }

  /** Accuracy against tokens, with the intervals of both. */
  Plot accuracyAndTokens(String decoding) {
    Rows rows = new Rows();
    for (Result result : results(decoding)) {
      Estimate tokens = result.comparison().overall().policy().tokens();
      Estimate accuracy = result.comparison().overall().policy().accuracy();
      rows.add("method", result.method());
      rows.add("benchmark", result.benchmark());
      rows.add("tokens", tokens.value());
      rows.add("fewest", tokens.lower());
      rows.add("most", tokens.upper());
      rows.add("accuracy", 100 * accuracy.value());
      rows.add("lowest", 100 * accuracy.lower());
      rows.add("highest", 100 * accuracy.upper());
    }
    return panels("Accuracy and tokens, " + decoding, rows)
        .axis("x", "tokens", "tokens")
        .axis("y", "accuracy", "accuracy, %")
        .colours("method", "color", "shape")
        .layer(
            "segment",
            Map.of(
                "mapping",
                Map.of("x", "fewest", "xend", "most", "y", "accuracy", "yend", "accuracy")))
        .layer(
            "segment",
            Map.of(
                "mapping",
                Map.of("x", "tokens", "xend", "tokens", "y", "lowest", "yend", "highest")))
        .layer("point", Map.of("size", 5));
  }

  /** Histograms of lengths, as lines since they lie over each other. */
  Plot lengths(String decoding) {
    Rows rows = new Rows();
    for (Result result : results(decoding)) {
      for (int bin = 0; bin < result.lengths().counts().size(); bin++) {
        rows.add("method", result.method());
        rows.add("benchmark", result.benchmark());
        rows.add("tokens", result.lengths().middle(bin));
        rows.add("share", 100 * result.lengths().share(bin));
      }
    }
    return panels("Lengths of solutions, " + decoding, rows)
        .axis("x", "tokens", "tokens of a solution")
        .axis("y", "share", "solutions, %")
        .colours("method", "color")
        .layer("line", Map.of("size", 1));
  }

  boolean hasLevels(String decoding) {
    return results(decoding).stream().anyMatch(r -> !r.comparison().levels().isEmpty());
  }

  /** Mean tokens by difficulty. */
  Plot levels(String decoding) {
    Rows rows = new Rows();
    for (Result result : results(decoding)) {
      for (Map.Entry<String, ScoreComparison> level : result.comparison().levels().entrySet()) {
        rows.add("method", result.method());
        rows.add("benchmark", result.benchmark());
        rows.add("level", level.getKey());
        rows.add("tokens", level.getValue().policy().tokens().value());
      }
    }
    return panels("Length by difficulty, " + decoding, rows)
        .names("x", "level", "level")
        .axis("y", "tokens", "mean tokens")
        .colours("method", "fill")
        .layer("bar", Map.of("stat", "identity", "position", "dodge", "width", 0.8, "size", 0));
  }

  /** Accuracy under budgets. */
  Plot budgets(String decoding) {
    Rows rows = new Rows();
    for (Result result : results(decoding)) {
      for (TokenBudget budget : result.budgets()) {
        rows.add("method", result.method());
        rows.add("benchmark", result.benchmark());
        rows.add("budget", budget.tokens());
        rows.add("accuracy", 100 * budget.accuracy());
      }
    }
    return panels("Accuracy under token budgets, " + decoding, rows)
        .axis("x", "budget", "budget, tokens")
        .axis("y", "accuracy", "right within it, %")
        .colours("method", "color", "shape")
        .layer("line", Map.of("size", 1))
        .layer("point", Map.of("size", 3));
  }

  /** Accuracy by quarter of length. */
  Plot quartiles() {
    Rows rows = new Rows();
    for (LengthQuartile quartile : figures.quartiles()) {
      rows.add(
          "quarter",
          "%d (%s tokens)".formatted(quartile.quartile(), Cells.number(quartile.tokens())));
      rows.add("accuracy", 100 * quartile.accuracy().value());
      rows.add("lowest", 100 * quartile.accuracy().lower());
      rows.add("highest", 100 * quartile.accuracy().upper());
    }
    return rows.plot("Accuracy by length of the reference's samples", PANEL_WIDTH + LEGEND_WIDTH)
        .names("x", "quarter", "quarter by length (its mean length)")
        .axis("y", "accuracy", "accuracy, %")
        .layer(
            "bar", Map.of("stat", "identity", "width", 0.6, "fill", Plot.COLOURS.get(1), "size", 0))
        .layer(
            "errorbar",
            Map.of("mapping", Map.of("ymin", "lowest", "ymax", "highest"), "width", 0.15));
  }

  /** Accuracy, tokens and score by lambda. */
  Plot ablation(Ablation ablation, String decoding) {
    Rows rows = new Rows();
    for (Map.Entry<Double, String> entry : ablation.methods().entrySet()) {
      for (Average average : figures.averages()) {
        if (average.decoding().equals(decoding) && average.method().equals(entry.getValue())) {
          rows.addFigure(entry.getKey(), "accuracy, %", 100 * average.accuracy());
          rows.addFigure(entry.getKey(), "tokens", average.tokens());
          rows.addFigure(entry.getKey(), "AES", average.score());
        }
      }
    }
    return rows.plot("Lambda, " + decoding, FIGURES * NARROW_PANEL)
        .axis("x", "lambda", "lambda")
        .axis("y", "value", "")
        .facets("figure", FIGURES)
        .layer("line", Map.of("size", 1, "color", Plot.COLOURS.get(1)))
        .layer("point", Map.of("size", 4, "color", Plot.COLOURS.get(1)));
  }

  private Plot panels(String title, Rows rows) {
    int benchmarks = figures.plan().benchmarks().size();
    int columns = Math.min(PANELS, benchmarks);
    int lines = (benchmarks + columns - 1) / columns;
    return new Plot(
            title,
            (columns == 1 ? WIDE_PANEL : columns * PANEL_WIDTH) + LEGEND_WIDTH,
            lines * HEIGHT)
        .columns(rows.columns)
        .facets("benchmark", columns);
  }

  private List<Result> results(String decoding) {
    return figures.results().stream().filter(r -> r.decoding().equals(decoding)).toList();
  }

  /** Data as columns, filled row by row. */
  private static final class Rows {

    private final Map<String, List<Object>> columns = new LinkedHashMap<>();

    void add(String column, Object value) {
      columns.computeIfAbsent(column, name -> new ArrayList<>()).add(value);
    }

    void addFigure(double lambda, String figure, @Nullable Double value) {
      if (value != null) {
        add("lambda", lambda);
        add("figure", figure);
        add("value", value);
      }
    }

    Plot plot(String title, int width) {
      return new Plot(title, width, HEIGHT).columns(columns);
    }
  }
}
