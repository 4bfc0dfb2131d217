package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rotary position embedding: at position p, the pair i of a head is turned by {@code p *
 * frequencies[i]}, and queries and keys are multiplied by {@code scale}.
 *
 * <p>The formulas are those of Hugging Face transformers 5, modeling_rope_utils.
 *
 * @param frequencies radians per position, one per pair of numbers of a head
 * @param scale factor of the cosines and sines; 1 but for YaRN
 */
public record RotaryEmbedding(ImmutableDoubleArray frequencies, double scale) {

  /** Hundreds of times what models have; a file mustn't make a reader allocate gigabytes. */
  private static final int MAX_HEAD_SIZE = 1 << 16;

  /** {@code theta^(-2i/E)} for heads of E numbers. */
  static RotaryEmbedding plain(double theta, int headSize) {
    return new RotaryEmbedding(frequencies(headSize, i -> Math.pow(theta, -2.0 * i / headSize)), 1);
  }

  /** Position interpolation: every frequency divided by a factor. */
  RotaryEmbedding linear(double factor) {
    return mapped(frequency -> frequency / factor);
  }

  /**
   * Llama 3.1: wavelengths over {@code positions / low} are stretched by the factor, those under
   * {@code positions / high} are kept, and those between go over smoothly.
   *
   * @param positions the context before it was extended
   */
  RotaryEmbedding llama3(double factor, double low, double high, double positions) {
    return mapped(
        frequency -> {
          double turns = positions * frequency / (2 * Math.PI); // within the old context
          double keep = clamp((turns - low) / (high - low));
          return (1 - keep) * frequency / factor + keep * frequency;
        });
  }

  /**
   * YaRN (arXiv 2309.00071): pairs that turn more than {@code fast} times in the old context are
   * kept, those that turn less than {@code slow} times are stretched by the factor.
   *
   * @param theta base of the plain frequencies
   * @param positions the context before it was extended
   * @param truncate whether the borders are widened to whole pairs
   * @param attentionFactor the new scale
   */
  RotaryEmbedding yarn(
      double theta,
      double factor,
      double fast,
      double slow,
      double positions,
      boolean truncate,
      double attentionFactor) {
    int headSize = 2 * frequencies.length();
    double first = pairOfTurns(fast, theta, headSize, positions);
    double last = pairOfTurns(slow, theta, headSize, positions);
    double low = Math.max(truncate ? Math.floor(first) : first, 0);
    double high = Math.min(truncate ? Math.ceil(last) : last, headSize - 1);
    double width = high == low ? 0.001 : high - low; // as Hugging Face does, against 0 / 0
    return new RotaryEmbedding(
        frequencies(
            headSize,
            i -> {
              double stretch = clamp((i - low) / width);
              double frequency = frequencies.get(i);
              return stretch * frequency / factor + (1 - stretch) * frequency;
            }),
        attentionFactor);
  }

  /** The pair, not rounded, that turns so often over so many positions. */
  private static double pairOfTurns(double turns, double theta, int headSize, double positions) {
    return headSize * Math.log(positions / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private RotaryEmbedding mapped(DoubleUnaryOperator change) {
    return new RotaryEmbedding(
        ImmutableDoubleArray.copyOf(frequencies.stream().map(change)), scale);
  }

  private static ImmutableDoubleArray frequencies(int headSize, IntToDoubleFunction frequency) {
    checkArgument(headSize > 0 && headSize % 2 == 0, "head_dim %s must be even", headSize);
    checkArgument(
        headSize <= MAX_HEAD_SIZE,
        "head_dim %s is not a model's: at most %s is read",
        headSize,
        MAX_HEAD_SIZE);
    return ImmutableDoubleArray.copyOf(IntStream.range(0, headSize / 2).mapToDouble(frequency));
  }

  private static double clamp(double x) {
    return Math.max(0, Math.min(1, x));
  }
}
