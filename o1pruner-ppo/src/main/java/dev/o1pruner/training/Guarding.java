package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkState;

import dev.o1pruner.model.LanguageModel;
import java.util.Map;

/**
 * What a training is watched for, and how its policy is checked.
 *
 * @param settings the guards
 * @param check solves problems where the settings ask for it
 */
record Guarding(GuardSettings settings, PolicyCheck check) {

  /** Whether to check after so many steps. */
  boolean isDue(int finished, int steps) {
    return settings.checks() && (finished % settings.checkEvery() == 0 || finished == steps);
  }

  /** Checks the policy. */
  PolicyChecked check(int finished, LanguageModel policy) {
    Map<String, Double> figures = check.figures(policy);
    double accuracy = figures.getOrDefault(Guard.ACCURACY, Double.NaN);
    double length = figures.getOrDefault(Guard.CHECKED_LENGTH, Double.NaN);
    checkState(
        Double.isFinite(accuracy) && Double.isFinite(length),
        "a check gave %s: it must give a finite %s and %s",
        figures,
        Guard.ACCURACY,
        Guard.CHECKED_LENGTH);
    return new PolicyChecked(finished, accuracy, length);
  }
}
