package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;

/**
 * How a policy is trained, whatever the loss.
 *
 * @param schedule learning rate of each step
 * @param optimizer how gradients move weights
 * @param maxGradientNorm gradients are scaled down to this global norm
 * @param microbatchTokens padded input tokens whose gradients are computed at once: bounds memory,
 *     doesn't change the result
 */
public record TrainingSettings(
    LearningRateSchedule schedule,
    OptimizerSettings optimizer,
    double maxGradientNorm,
    int microbatchTokens) {

  /** Default of {@code microbatchTokens}: {@value}. */
  public static final int DEFAULT_MICROBATCH_TOKENS = 4096;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public TrainingSettings {
    checkArgument(
        maxGradientNorm > 0, "maxGradientNorm must be positive but was %s", maxGradientNorm);
    checkArgument(
        microbatchTokens > 0, "microbatchTokens must be positive but was %s", microbatchTokens);
  }
}
