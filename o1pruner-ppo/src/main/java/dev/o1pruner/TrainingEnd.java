package dev.o1pruner;

import dev.o1pruner.training.GuardAction;
import dev.o1pruner.training.GuardEvent;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingProgress;

/** Remembers how a training ended. */
final class TrainingEnd implements TrainingListener {

  private int steps;
  private String message = "";

  /** Steps that were done. */
  int steps() {
    return steps;
  }

  /** What a guard ended it for; empty if none did. */
  String message() {
    return message;
  }

  @Override
  public void onStart(TrainingProgress before, int all) {
    steps = before.steps();
  }

  @Override
  public void onStep(StepMetrics metrics) {
    steps = metrics.step() + 1;
  }

  @Override
  public void onEvent(TrainingEvent event) {
    if (event instanceof GuardEvent guard
        && guard.action() != GuardAction.WARN
        && message.isEmpty()) {
      message = guard.message();
    }
  }
}
