package dev.o1pruner.experiment;

import java.util.List;

/**
 * One question a report answers.
 *
 * @param title the question's name
 * @param note how to read what follows
 * @param tables numbers
 * @param plots the same to look at; in HTML only
 */
record ReportSection(String title, String note, List<ReportTable> tables, List<Plot> plots) {

  ReportSection {
    tables = List.copyOf(tables);
    plots = List.copyOf(plots);
  }
}
