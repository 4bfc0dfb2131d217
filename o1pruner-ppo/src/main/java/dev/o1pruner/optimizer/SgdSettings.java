package dev.o1pruner.optimizer;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, as {@code torch.optim.SGD} computes it: {@code v =
 * momentum * v + g + weightDecay * w}, then {@code w -= learningRate * v}.
 *
 * @param momentum how much of the last direction is kept, in [0, 1). At 0 there is no state
 * @param weightDecay times a weight, is added to its gradient. Default 0
 */
public record SgdSettings(double momentum, double weightDecay) implements UpdateRule {

  private static final String MOMENTUM = "momentum";

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public SgdSettings {
    Ranges.fraction("momentum", momentum);
    Ranges.notNegative("weightDecay", weightDecay);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public Map<String, Shape> state(OptimizedWeight weight) {
    return momentum == 0 ? ImmutableMap.of() : ImmutableMap.of(MOMENTUM, weight.shape());
  }

  @Override
  public void apply(StepArrays arrays) {
    if (momentum == 0) {
      arrays.call("sgd", arrays.weights(), arrays.gradients(), arrays.learningRate(), weightDecay);
    } else {
      arrays.call(
          "sgd_momentum",
          arrays.weights(),
          arrays.gradients(),
          arrays.state(MOMENTUM),
          arrays.learningRate(),
          momentum,
          weightDecay);
    }
  }
}
