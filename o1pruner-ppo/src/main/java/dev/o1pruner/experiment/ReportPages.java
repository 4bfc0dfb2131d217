package dev.o1pruner.experiment;

import static dev.o1pruner.experiment.Cells.format;
import static dev.o1pruner.experiment.ReportTable.escape;

import java.util.List;
import java.util.stream.Stream;

/** Lays a report's sections out as text and as a page. */
final class ReportPages {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
      p { max-width: 48rem; }
      .wide { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
      caption { text-align: left; font-weight: 600; padding: .25rem 0; }
      th, td { padding: .25rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #8886; }
      th:first-child, td:first-child { text-align: left; }
      figure { margin: 1rem 0; padding: .5rem; background: #fff; border: 1px solid #8886; border-radius: .5rem; width: max-content; max-width: 100%; overflow-x: auto; box-sizing: border-box; }
      """;

  private ReportPages() {}

  static String markdown(ExperimentFigures figures) {
    StringBuilder text = new StringBuilder("# " + title(figures) + "\n\n");
    lead(figures).forEach(line -> text.append(line).append("\n\n"));
    for (ReportSection section : ReportSections.of(figures)) {
      text.append("## ").append(section.title()).append("\n\n");
      text.append(section.note()).append("\n\n");
      section.tables().forEach(table -> text.append(table.markdown()).append('\n'));
    }
    return text.toString();
  }

  static String html(ExperimentFigures figures) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\"/>\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.append("<title>").append(escape(title(figures))).append("</title>\n");
    page.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    page.append("<h1>").append(escape(title(figures))).append("</h1>\n");
    lead(figures).forEach(line -> page.append("<p>").append(escape(line)).append("</p>\n"));
    for (ReportSection section : ReportSections.of(figures)) {
      page.append("<h2>").append(escape(section.title())).append("</h2>\n");
      page.append("<p>").append(escape(section.note())).append("</p>\n");
      section.tables().forEach(table -> page.append(table.html()));
      section
          .plots()
          .forEach(plot -> page.append("<figure>").append(plot.svg()).append("</figure>\n"));
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static String title(ExperimentFigures figures) {
    return "Experiment on " + figures.plan().model();
  }

  private static List<String> lead(ExperimentFigures figures) {
    ExperimentPlan plan = figures.plan();
    String what =
        format(
            "Reference %s (SHA-256 of its weights %s…), %d training problems with %d samples each at"
                + " T = %s, seeds %s, benchmarks %s (problems).",
            plan.model(),
            plan.weights().substring(0, 12),
            plan.trainingProblems(),
            plan.sampling().samples(),
            plan.sampling().temperature(),
            plan.seeds(),
            plan.benchmarks());
    return Stream.concat(Stream.of(what), plan.notes().stream()).toList();
  }
}
