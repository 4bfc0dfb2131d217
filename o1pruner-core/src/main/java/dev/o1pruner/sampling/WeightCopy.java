package dev.o1pruner.sampling;

import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;

/**
 * Which copy of a model's matrices a sampler makes for the while of a draw. Libtorch's plain
 * products are slow where few rows meet a large matrix, as they do in decoding.
 */
public enum WeightCopy {
  /** None: the model's own weights, and no memory beside them. */
  NONE,
  /**
   * Packed once for products with few rows, in the model's precision. Where libtorch has no packed
   * product of that precision on this machine, {@link #NONE}.
   */
  PACKED,
  /**
   * Packed in bfloat16, whatever the model's precision: half the memory and traffic of 32 bits, and
   * logits of 8 bits of mantissa. Solutions are then drawn from a model that is rounded so;
   * log-probs for training are always computed by the model itself.
   */
  PACKED_BF16;

  /** Bytes of the copy: every matrix of the layers, and the head. */
  public long bytes(ModelConfig config, Precision precision) {
    long layers =
        WeightLayout.of(config).stream()
            .filter(weight -> weight.layer() >= 0 && weight.shape().dimension() == 2)
            .mapToLong(Weight::size)
            .sum();
    long numbers = layers + (long) config.vocabSize() * config.hiddenSize();
    return switch (this) {
      case NONE -> 0;
      case PACKED -> numbers * precision.bytes();
      case PACKED_BF16 -> numbers * Precision.BF16.bytes();
    };
  }
}
