package dev.o1pruner.experiment;

import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.file.Path;

/**
 * What an experiment found, as Markdown, JSON and one self-contained HTML page with plots.
 *
 * @param figures every number
 */
public record ExperimentReport(ExperimentFigures figures) {

  /**
   * Computes the report from an experiment's files.
   *
   * @param directory of the experiment
   * @throws IllegalArgumentException if it isn't one, or isn't finished
   */
  public static ExperimentReport read(Path directory) {
    return new ExperimentReport(new FigureReader(new ExperimentFiles(directory)).read());
  }

  /** The tables, which also read well in a terminal. */
  public String markdown() {
    return ReportPages.markdown(figures);
  }

  /** Every number. */
  public String json() {
    return Json.pretty(figures) + "\n";
  }

  /** Tables and plots in one page that needs nothing else. */
  public String html() {
    return ReportPages.html(figures);
  }

  /** Writes report.md, report.json and report.html. */
  public void write(Path directory) {
    ExperimentFiles files = new ExperimentFiles(directory);
    AtomicFiles.writeText(files.report("md"), markdown());
    AtomicFiles.writeText(files.report("json"), json());
    AtomicFiles.writeText(files.report("html"), html());
  }

  @Override
  public String toString() {
    return markdown();
  }
}
