package dev.o1pruner.optimizer;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) as libtorch's fused step, with PyTorch's defaults
 * but for the weight decay.
 *
 * @param beta1 decay of the gradient's mean. Default 0.9
 * @param beta2 decay of the squared gradient's mean. Default 0.999
 * @param epsilon added to the root of the latter. Default 1e-8
 * @param weightDecay fraction of a weight, times the learning rate, taken off each step, whatever
 *     the weight. Default 0
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay)
    implements UpdateRule {

  /** Mean of the gradient. */
  static final String FIRST = "first_moment";

  /** Mean of its square. */
  static final String SECOND = "second_moment";

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public AdamWSettings {
    Ranges.fraction("beta1", beta1);
    Ranges.fraction("beta2", beta2);
    Ranges.positive("epsilon", epsilon);
    Ranges.notNegative("weightDecay", weightDecay);
  }

  /** The defaults. */
  public static AdamWSettings defaults() {
    return new AdamWSettings(0.9, 0.999, 1e-8, 0);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public Map<String, Shape> state(OptimizedWeight weight) {
    return ImmutableMap.of(FIRST, weight.shape(), SECOND, weight.shape());
  }

  @Override
  public void apply(StepArrays arrays) {
    arrays.call(
        "adamw",
        arrays.weights(),
        arrays.gradients(),
        arrays.state(FIRST),
        arrays.state(SECOND),
        arrays.steps(),
        arrays.learningRate(),
        beta1,
        beta2,
        epsilon,
        weightDecay);
  }
}
