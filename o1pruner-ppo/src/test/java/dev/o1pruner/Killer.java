package dev.o1pruner;

import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingProgress;
import java.util.ArrayList;
import java.util.List;

/** Throws at the nth sign of progress, and knows from which steps trainings went on. */
public final class Killer implements RunListener {

  private static final int NEVER = -1;

  private final int at;
  private final int step;
  private int seen;
  private final List<Integer> wentOnFrom = new ArrayList<>();

  /** Counts signs from 1. */
  public Killer(int at) {
    this(at, NEVER);
  }

  private Killer(int at, int step) {
    this.at = at;
    this.step = step;
  }

  /** Throws when a training step of this number is taken, before it is saved. */
  public static Killer inStep(int step) {
    return new Killer(NEVER, step);
  }

  /** Never throws. */
  public static Killer never() {
    return new Killer(NEVER, NEVER);
  }

  /** Steps that were done when a training started, for those that didn't start at 0. */
  public List<Integer> wentOnFrom() {
    return wentOnFrom;
  }

  private void count() {
    if (++seen == at) {
      throw new IllegalStateException("killed at " + at);
    }
  }

  @Override
  public void onStageStart(Stage stage) {
    count();
  }

  @Override
  public void onProgress(Stage stage, long done) {
    count();
  }

  @Override
  public void onTrainingStart(TrainingProgress before, int steps) {
    if (before.steps() > 0) {
      wentOnFrom.add(before.steps());
    }
  }

  @Override
  public void onStep(StepMetrics metrics) {
    if (metrics.step() == step) {
      throw new IllegalStateException("killed in step " + step);
    }
    count();
  }

  @Override
  public void onStageEnd(Stage stage, double seconds) {
    count();
  }
}
