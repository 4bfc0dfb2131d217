package dev.o1pruner.examples.command;

import static dev.o1pruner.examples.command.Texts.format;

import dev.o1pruner.RoundReport;
import dev.o1pruner.RunListener;
import dev.o1pruner.Stage;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.problem.Overlap;
import dev.o1pruner.run.Json;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingProgress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Shows a run stage by stage: a progress display for each, and training's figures. */
final class RunProgress implements RunListener, AutoCloseable {

  private static final int STEPS_PER_LINE = 20;

  private final Output output;
  private @Nullable Progress progress;
  private int stepsBefore;

  RunProgress(Output output) {
    this.output = output;
  }

  /** Steps that a training had been taken to before it was gone on with. */
  int stepsBefore() {
    return stepsBefore;
  }

  @Override
  public void onOverlap(Overlap overlap) {
    output.note(overlap.summary());
  }

  @Override
  public void onStageStart(Stage stage) {
    close();
    progress = output.progress(stage.name(), stage.total(), stage.unit());
  }

  @Override
  public void onProgress(Stage stage, long done) {
    if (progress != null) {
      progress.done(done);
    }
  }

  @Override
  public void onTrainingStart(TrainingProgress before, int steps) {
    stepsBefore = before.steps();
    if (progress != null && before.steps() > 0) {
      progress.line(format("  goes on after step %d of %d", before.steps(), steps));
    }
  }

  @Override
  public void onTrainingEvent(TrainingEvent event) {
    if (progress == null) {
      output.note(event.message());
    } else {
      progress.line("  " + event.message());
    }
  }

  @Override
  public void onFinishedAlready(Path directory) {
    output.note(directory + " holds this run, finished: these are its results");
  }

  @Override
  public void onStep(StepMetrics metrics) {
    if (progress != null && (metrics.step() + 1) % STEPS_PER_LINE == 0) {
      progress.line(
          format(
              "  step %d: loss %.3f, ratio %.3f, clipped %.1f %%, reward %.2f, gradient %.2f,"
                  + " %.0f tokens/s",
              metrics.step() + 1,
              metrics.loss(),
              metrics.terms().getOrDefault(LossTerms.MEAN_RATIO, 1.0),
              100 * metrics.terms().getOrDefault(LossTerms.CLIPPED_FRACTION, 0.0),
              metrics.meanReward(),
              metrics.gradientNorm(),
              metrics.tokens() / metrics.seconds()));
    }
  }

  @Override
  public void onRound(RoundReport report) {
    output.json(Json.gson().toJsonTree(report).getAsJsonObject());
    output.words(
        format(
            "round %d of %d: %.1f %% of %d solutions right, %.1f tokens on average, reward %.3f;"
                + " trained on %d",
            report.round() + 1,
            report.rounds(),
            100 * report.accuracy(),
            report.solutions(),
            report.meanLength(),
            report.meanReward(),
            report.trainedOn()));
  }

  @Override
  public void onStageEnd(Stage stage, double seconds) {
    close();
  }

  /** Leaves the line of a stage that a failure cut short. */
  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
