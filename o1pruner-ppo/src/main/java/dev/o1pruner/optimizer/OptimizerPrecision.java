package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.model.Precision;

/**
 * What an optimizer keeps in how many bits. A step itself is always computed in 32.
 *
 * @param update how bfloat16 weights take small steps. Default {@link WeightUpdate#MASTER_COPY}
 * @param state of moments: F32, or BF16, which is rounded at random, since nearest rounding would
 *     keep a moment that decays slowly where it is. Default F32
 * @param seed random rounding derives from it and the number of the step, nothing else. Default 0
 */
public record OptimizerPrecision(WeightUpdate update, Precision state, long seed) {

  private static final OptimizerPrecision DEFAULTS =
      new OptimizerPrecision(WeightUpdate.MASTER_COPY, Precision.F32, 0);

  /**
   * Checks the state's precision.
   *
   * @throws IllegalArgumentException if it is F16, whose range is too small for squared gradients
   */
  public OptimizerPrecision {
    checkArgument(
        state != Precision.F16, "optimizer state can be F32 or BF16 but was %s", Precision.F16);
  }

  /** 32-bit state; bfloat16 weights have a 32-bit master copy. */
  public static OptimizerPrecision masterCopy() {
    return DEFAULTS;
  }

  /** 32-bit state; bfloat16 weights are rounded at random. */
  public static OptimizerPrecision stochasticRounding(long seed) {
    return new OptimizerPrecision(WeightUpdate.STOCHASTIC_ROUNDING, Precision.F32, seed);
  }

  /** The same with state in another precision. */
  public OptimizerPrecision state(Precision state) {
    return new OptimizerPrecision(update, state, seed);
  }

  /** The same with another seed. */
  public OptimizerPrecision seed(long seed) {
    return new OptimizerPrecision(update, state, seed);
  }

  /**
   * Refuses weights that this can't train.
   *
   * @throws IllegalArgumentException if they are F16, or F32 though random rounding of weights is
   *     asked for
   */
  public void check(Precision weights) {
    checkArgument(
        weights != Precision.F16,
        "the policy's weights are %s: load it in %s or %s to train it",
        weights,
        Precision.F32,
        Precision.BF16);
    checkArgument(
        weights == Precision.BF16 || update == WeightUpdate.MASTER_COPY,
        "the policy's weights are %s: %s is for %s weights",
        weights,
        update,
        Precision.BF16);
  }

  /** Whether weights of this precision have a 32-bit copy beside them. */
  boolean hasMaster(Precision weights) {
    return weights == Precision.BF16 && update == WeightUpdate.MASTER_COPY;
  }
}
