package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.optimizer.OptimizedWeight;
import dev.o1pruner.optimizer.OptimizerSettings;
import java.util.List;

/**
 * What memory training will take, told before anything is loaded. All figures are bytes.
 *
 * @param parameters numbers in all weights, an adapter's included
 * @param trainedParameters numbers in the weights that change
 * @param runtime JVM, libtorch, tokenizer: {@value #RUNTIME}, as measured on the CPU
 * @param weights of the model and an adapter
 * @param gradients 32-bit sums, one number per trained parameter
 * @param optimizerState what the optimizer keeps from step to step, master copies included
 * @param activations the most that forward and backward of one microbatch hold at once, the
 *     gradients of the layer at hand included
 * @param allocator what the C library holds of freed activations: a fifth of them, where 14 to 56 %
 *     were measured (docs/benchmarks.md)
 * @param update the most that the optimizer holds for its step alone
 */
public record MemoryPlan(
    long parameters,
    long trainedParameters,
    long runtime,
    long weights,
    long gradients,
    long optimizerState,
    long activations,
    long allocator,
    long update) {

  /** What a process holds before it loads a model. */
  public static final long RUNTIME = 400L << 20;

  /** One part in this many of the activations is held beside them after it was freed. */
  private static final int ALLOCATOR_SHARE = 5;

  /**
   * Plans training.
   *
   * @param config the model's shape
   * @param precision how its weights are held
   * @param trainable which of them are trained
   * @param optimizer what moves them
   * @param microbatchTokens padded input tokens whose gradients are computed at once: the budget of
   *     {@link TrainingSettings}, or the longest sequence if that is longer
   * @throws IllegalArgumentException if these don't fit together
   */
  public static MemoryPlan of(
      ModelConfig config,
      Precision precision,
      Trainable trainable,
      OptimizerSettings optimizer,
      int microbatchTokens) {
    checkArgument(
        microbatchTokens > 0, "microbatchTokens must be positive but was %s", microbatchTokens);
    trainable.check(config);
    Precision trainedPrecision = trainable.trainedPrecision(precision);
    optimizer.precision().check(trainedPrecision);
    List<Weight> all = WeightLayout.of(config, trainable.adapter());
    List<Weight> trained = all.stream().filter(weight -> trainable.trains(config, weight)).toList();
    long trainedParameters = size(trained);
    long activations = new ActivationMemory(config, precision, trainable).peak(microbatchTokens);
    return new MemoryPlan(
        size(all),
        trainedParameters,
        RUNTIME,
        all.stream()
            .mapToLong(w -> w.size() * (w.adapter() ? Precision.F32 : precision).bytes())
            .sum(),
        trainedParameters * Precision.F32.bytes(),
        optimizer.stateBytes(OptimizedWeight.all(trained, config), trainedPrecision),
        activations,
        activations / ALLOCATOR_SHARE,
        optimizer.stepBytes(OptimizedWeight.all(trained, config), trainedPrecision));
  }

  private static long size(List<Weight> weights) {
    return weights.stream().mapToLong(Weight::size).sum();
  }

  /** The most that is held at once. */
  public long peak() {
    return runtime
        + weights
        + gradients
        + optimizerState
        + allocator
        + Math.max(activations, update);
  }

  /**
   * Bytes per parameter of weights, gradients and optimizer state: what no token budget changes.
   */
  public double fixedBytesPerParameter() {
    return (double) (weights + gradients + optimizerState) / parameters;
  }
}
