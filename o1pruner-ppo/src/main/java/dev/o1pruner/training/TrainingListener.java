package dev.o1pruner.training;

/** Told of each optimizer step, on the training thread. */
@FunctionalInterface
public interface TrainingListener {

  /** Called after each step. */
  void onStep(StepMetrics metrics);

  /** A listener that tells both. */
  default TrainingListener andThen(TrainingListener next) {
    return metrics -> {
      onStep(metrics);
      next.onStep(metrics);
    };
  }

  /** Nobody listening. */
  static TrainingListener none() {
    return metrics -> {};
  }
}
