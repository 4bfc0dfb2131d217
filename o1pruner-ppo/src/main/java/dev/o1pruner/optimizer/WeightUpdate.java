package dev.o1pruner.optimizer;

/** How a step smaller than a bfloat16 weight can show is not lost. Of no concern to f32 weights. */
public enum WeightUpdate {
  /**
   * Steps are taken on a 32-bit copy (4 bytes per parameter) that is rounded to nearest into the
   * weights.
   */
  MASTER_COPY,

  /**
   * Steps are taken on the weights, which are rounded up or down at random so that their mean is
   * right: no further memory.
   */
  STOCHASTIC_ROUNDING
}
