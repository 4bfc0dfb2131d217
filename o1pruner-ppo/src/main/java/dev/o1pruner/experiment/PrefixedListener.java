package dev.o1pruner.experiment;

import dev.o1pruner.RoundReport;
import dev.o1pruner.RunListener;
import dev.o1pruner.Stage;
import dev.o1pruner.problem.Overlap;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingProgress;

/** Says in front of each stage's name which cell it belongs to. */
record PrefixedListener(String prefix, RunListener listener) implements RunListener {

  private Stage named(Stage stage) {
    return new Stage(prefix + ": " + stage.name(), stage.unit(), stage.total());
  }

  @Override
  public void onOverlap(Overlap overlap) {
    listener.onOverlap(overlap);
  }

  @Override
  public void onStageStart(Stage stage) {
    listener.onStageStart(named(stage));
  }

  @Override
  public void onProgress(Stage stage, long done) {
    listener.onProgress(named(stage), done);
  }

  @Override
  public void onSequenceLimit(SequenceLimit.Limited limited) {
    listener.onSequenceLimit(limited);
  }

  @Override
  public void onTrainingStart(TrainingProgress before, int steps) {
    listener.onTrainingStart(before, steps);
  }

  @Override
  public void onTrainingEvent(TrainingEvent event) {
    listener.onTrainingEvent(event);
  }

  @Override
  public void onStep(StepMetrics metrics) {
    listener.onStep(metrics);
  }

  @Override
  public void onRound(RoundReport report) {
    listener.onRound(report);
  }

  @Override
  public void onStageEnd(Stage stage, double seconds) {
    listener.onStageEnd(named(stage), seconds);
  }
}
