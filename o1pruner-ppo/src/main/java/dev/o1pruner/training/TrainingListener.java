package dev.o1pruner.training;

/** Told of each optimizer step, on the training thread. */
@FunctionalInterface
public interface TrainingListener {

  /** Called after each step. */
  void onStep(StepMetrics metrics);

  /**
   * Called before the first step.
   *
   * @param before what a checkpoint had done already
   * @param steps of the whole run
   */
  default void onStart(TrainingProgress before, int steps) {}

  /** Called when there is something that the user should know, even before {@link #onStart}. */
  default void onEvent(TrainingEvent event) {}

  /** A listener that tells both. */
  default TrainingListener andThen(TrainingListener next) {
    TrainingListener first = this;
    return new TrainingListener() {
      @Override
      public void onStart(TrainingProgress before, int steps) {
        first.onStart(before, steps);
        next.onStart(before, steps);
      }

      @Override
      public void onStep(StepMetrics metrics) {
        first.onStep(metrics);
        next.onStep(metrics);
      }

      @Override
      public void onEvent(TrainingEvent event) {
        first.onEvent(event);
        next.onEvent(event);
      }
    };
  }

  /** Nobody listening. */
  static TrainingListener none() {
    return metrics -> {};
  }
}
