package dev.o1pruner.optimizer;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * Adam-mini (Zhang et al., arXiv 2406.16793): Adam with one second moment per block of a weight,
 * the mean of the block's squared gradients, and so half of Adam's state.
 *
 * <p>Blocks and formulas are those of version 1.1.1 of its authors' code; see {@link
 * OptimizedWeight#of}. As there, norms and biases do not decay.
 *
 * @param beta1 decay of the gradient's mean. Default 0.9
 * @param beta2 decay of the squared gradient's mean. Default 0.999
 * @param epsilon added to the root of the latter. Default 1e-8
 * @param weightDecay fraction of a matrix, times the learning rate, taken off each step. Default 0
 */
public record AdamMiniSettings(double beta1, double beta2, double epsilon, double weightDecay)
    implements UpdateRule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public AdamMiniSettings {
    Ranges.fraction("beta1", beta1);
    Ranges.fraction("beta2", beta2);
    Ranges.positive("epsilon", epsilon);
    Ranges.notNegative("weightDecay", weightDecay);
  }

  /** The defaults. */
  public static AdamMiniSettings defaults() {
    return new AdamMiniSettings(0.9, 0.999, 1e-8, 0);
  }

  @Override
  public String name() {
    return "adam_mini";
  }

  @Override
  public Map<String, Shape> state(OptimizedWeight weight) {
    return ImmutableMap.of(
        AdamWSettings.FIRST, weight.shape(), AdamWSettings.SECOND, new Shape(weight.blocks(), 1));
  }

  @Override
  public void apply(StepArrays arrays) {
    arrays.call(
        "adam_mini",
        arrays.weights(),
        arrays.gradients(),
        arrays.state(AdamWSettings.FIRST),
        arrays.state(AdamWSettings.SECOND),
        arrays.steps(),
        arrays.learningRate(),
        beta1,
        beta2,
        epsilon,
        weightDecay);
  }
}
