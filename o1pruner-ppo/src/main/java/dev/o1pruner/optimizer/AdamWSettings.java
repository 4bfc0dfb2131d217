package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of AdamW (Loshchilov and Hutter, arXiv 1711.05101), with PyTorch's defaults but for the
 * weight decay.
 *
 * @param beta1 decay of the gradient's mean. Default 0.9
 * @param beta2 decay of the squared gradient's mean. Default 0.999
 * @param epsilon added to the root of the latter. Default 1e-8
 * @param weightDecay fraction of a weight, times the learning rate, taken off each step. Default 0
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public AdamWSettings {
    checkArgument(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1) but was %s", beta1);
    checkArgument(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1) but was %s", beta2);
    checkArgument(epsilon > 0, "epsilon must be positive but was %s", epsilon);
    checkArgument(weightDecay >= 0, "weightDecay must be >= 0 but was %s", weightDecay);
  }

  /** The defaults. */
  public static AdamWSettings defaults() {
    return new AdamWSettings(0.9, 0.999, 1e-8, 0);
  }
}
