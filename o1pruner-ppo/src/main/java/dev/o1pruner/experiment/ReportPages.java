package dev.o1pruner.experiment;

final class ReportPages {
  static String markdown(ExperimentFigures f) {
    return "";
  }

  static String html(ExperimentFigures f) {
    return "";
  }
}
