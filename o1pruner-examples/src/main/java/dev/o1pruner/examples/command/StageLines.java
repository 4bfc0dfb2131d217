package dev.o1pruner.examples.command;

import dev.o1pruner.RunListener;
import dev.o1pruner.Stage;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.training.StepMetrics;
import java.io.PrintWriter;

/** A run's progress as plain lines: each stage, its rate and time left, each twentieth step. */
final class StageLines implements RunListener {

  private static final double SECONDS_BETWEEN_LINES = 10;
  private static final int STEPS_PER_LINE = 20;

  private final PrintWriter err;
  private long start;
  private long lastLine;

  StageLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void onStageStart(Stage stage) {
    start = System.nanoTime();
    lastLine = start;
    line("%s: %d %s".formatted(stage.name(), stage.total(), stage.unit()));
  }

  @Override
  public void onProgress(Stage stage, long done) {
    long now = System.nanoTime();
    if ((now - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES) {
      double rate = done / ((now - start) / 1e9);
      line(
          "  %d of %d %s, %.1f/s, %.0f s left"
              .formatted(done, stage.total(), stage.unit(), rate, (stage.total() - done) / rate));
      lastLine = now;
    }
  }

  @Override
  public void onStep(StepMetrics metrics) {
    if (metrics.step() % STEPS_PER_LINE == 0) {
      line(
          "  step %d: loss %.4f, mean ratio %.3f, clipped %.2f, mean reward %.3f, gradient norm %.2f,"
                  .formatted(
                      metrics.step(),
                      metrics.loss(),
                      metrics.terms().getOrDefault(LossTerms.MEAN_RATIO, 1.0),
                      metrics.terms().getOrDefault(LossTerms.CLIPPED_FRACTION, 0.0),
                      metrics.meanReward(),
                      metrics.gradientNorm())
              + " %.0f tokens/s".formatted(metrics.tokens() / metrics.seconds()));
    }
  }

  @Override
  public void onStageEnd(Stage stage, double seconds) {
    line("  %s took %.1f s".formatted(stage.name(), seconds));
  }

  private void line(String text) {
    err.println(text);
    err.flush();
  }
}
