package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import java.util.Map;
import java.util.stream.IntStream;

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

  /** Steps at which a schedule is looked at to describe it. */
  private static final int DESCRIBED_STEPS = 10;

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

  /** What results depend on, by name; of the schedule, the rates of a run of ten steps. */
  public Map<String, Object> describe() {
    return ImmutableMap.of(
        "learningRates",
        IntStream.range(0, DESCRIBED_STEPS)
            .mapToObj(step -> schedule.rate(step, DESCRIBED_STEPS))
            .toList(),
        "optimizer",
        optimizer.toString(),
        "maxGradientNorm",
        maxGradientNorm);
  }
}
