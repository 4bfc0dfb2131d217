package dev.o1pruner.training;

import java.util.Locale;

/**
 * The policy has been checked on problems that it isn't trained on.
 *
 * @param step optimizer steps that were done by then
 * @param accuracy share of correct solutions
 * @param length their mean tokens
 */
public record PolicyChecked(int step, double accuracy, double length) implements TrainingEvent {

  @Override
  public String message() {
    return String.format(
        Locale.ROOT,
        "checked after step %d: %.1f %% of solutions are right, with %.1f tokens on average",
        step,
        100 * accuracy,
        length);
  }
}
