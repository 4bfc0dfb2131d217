package dev.o1pruner.examples.command;

import dev.o1pruner.training.Guard;
import dev.o1pruner.training.GuardAction;
import dev.o1pruner.training.GuardSettings;
import picocli.CommandLine.Option;

/** What a training is watched for. */
final class GuardOptions {

  @Option(names = "--no-guards", description = "Watch for nothing but NaN and infinity.")
  private boolean none;

  @Option(
      names = "--check-every",
      paramLabel = "N",
      description =
          "Check the policy every N steps on a fifth of the training problems, which it isn't"
              + " trained on then; 0 for never.")
  private int checkEvery = GuardSettings.NEVER;

  @Option(
      names = "--accuracy-margin",
      paramLabel = "X",
      description = "End training when a check has this much less accuracy than the first one.")
  private double accuracyMargin = GuardSettings.DEFAULT_ACCURACY_MARGIN;

  @Option(
      names = "--roll-back",
      description =
          "Where training ends for lost length or accuracy, take the checked weights with the"
              + " shortest solutions of those that nothing was wrong with.")
  private boolean rollBack;

  @Option(
      names = "--least-length",
      paramLabel = "X",
      description = "End training when solutions are shorter than this share of what they were.")
  private double leastLength = GuardSettings.DEFAULT_LENGTH_SHARE;

  @Option(
      names = "--least-entropy",
      paramLabel = "X",
      description = "Warn when -log-prob per token falls below this share of the first step's.")
  private double leastEntropy = GuardSettings.DEFAULT_ENTROPY_SHARE;

  @Option(
      names = "--largest-ratio",
      paramLabel = "X",
      description = "Warn when a step's mean ratio, or its inverse, is over this.")
  private double largestRatio = GuardSettings.DEFAULT_MEAN_RATIO;

  /** What the options say. */
  GuardSettings settings() {
    if (none) {
      return GuardSettings.none();
    }
    GuardAction end = rollBack ? GuardAction.ROLL_BACK : GuardAction.STOP;
    return GuardSettings.defaults()
        .watch(
            Guard.ratio(largestRatio, Math.max(largestRatio, GuardSettings.DEFAULT_MAX_RATIO)),
            GuardAction.WARN)
        .watch(Guard.length(leastLength), end)
        .watch(Guard.entropy(leastEntropy), GuardAction.WARN)
        .watch(Guard.accuracy(accuracyMargin), end)
        .checkEvery(checkEvery);
  }
}
