package dev.o1pruner.model;

import dev.o1pruner.model.WeightLayout.Weight;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Random weights, one number at a time: matrices from a normal distribution, biases 0, norms 1. The
 * weights of a model must be asked for in the order of its layout, each once.
 */
final class RandomWeights {

  /** Standard deviation of random matrices, as GPT-2 and Qwen2 start from. */
  private static final double INITIAL_STD = 0.02;

  private final Random random;
  private final double residualStd;

  RandomWeights(long seed, ModelConfig config) {
    this.random = new Random(seed);
    // outputs into the residual stream start smaller, so that its variance does not grow
    this.residualStd = INITIAL_STD / Math.sqrt(2.0 * config.layers());
  }

  /** The next floats of a weight, as many as fit. */
  void next(Weight weight, ByteBuffer into) {
    if (weight.shape().dimension() == 2) {
      boolean residual =
          weight.name().endsWith("o_proj.weight") || weight.name().endsWith("down_proj.weight");
      double std = residual ? residualStd : INITIAL_STD;
      while (into.hasRemaining()) {
        into.putFloat((float) (random.nextGaussian() * std));
      }
    } else {
      float value = weight.name().endsWith(".bias") ? 0 : 1;
      while (into.hasRemaining()) {
        into.putFloat(value);
      }
    }
  }
}
