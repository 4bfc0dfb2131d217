package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Set;

/**
 * How solutions are drawn. Start from {@link #defaults()} or {@link #greedy()} and change what
 * differs.
 *
 * @param temperature 0 takes the most likely token; otherwise at least 1e-6, and logits are divided
 *     by it. Default 1
 * @param topP keep the smallest set of tokens whose probability reaches this, in (0, 1]. Default 1
 * @param topK keep only this many tokens; 0 keeps all. Default 0
 * @param maxTokens most tokens of one solution; the model's context limits it further. Default 2048
 * @param stopTokenIds tokens that end a solution, beside the model's own. Default none
 * @param samples K, solutions per prompt. Default 1
 * @param seed every random draw derives from it. Default 0
 */
public record SamplingSettings(
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    Set<Integer> stopTokenIds,
    int samples,
    long seed) {

  /** Lowest temperature but 0: below it, logits divided by it would overflow a float. */
  private static final double MIN_TEMPERATURE = 1e-6;

  private static final SamplingSettings DEFAULTS =
      new SamplingSettings(1, 1, 0, 2048, ImmutableSet.of(), 1, 0);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public SamplingSettings {
    checkArgument(
        temperature == 0 || (temperature >= MIN_TEMPERATURE && Double.isFinite(temperature)),
        "temperature must be 0 (greedy) or at least %s but was %s",
        MIN_TEMPERATURE,
        temperature);
    checkArgument(topP > 0 && topP <= 1, "topP must be in (0, 1] but was %s", topP);
    checkArgument(topK >= 0, "topK must be >= 0 (0 keeps all tokens) but was %s", topK);
    checkArgument(maxTokens >= 1, "maxTokens must be >= 1 but was %s", maxTokens);
    checkArgument(samples >= 1, "samples must be >= 1 but was %s", samples);
    stopTokenIds = ImmutableSet.copyOf(stopTokenIds);
  }

  /** T = 1, untruncated: the model's own distribution. */
  public static SamplingSettings defaults() {
    return DEFAULTS;
  }

  /** The most likely token at every position. */
  public static SamplingSettings greedy() {
    return DEFAULTS.temperature(0);
  }

  /** These settings at another temperature. */
  public SamplingSettings temperature(double temperature) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with another nucleus. */
  public SamplingSettings topP(double topP) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with another top-k. */
  public SamplingSettings topK(int topK) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with another token limit. */
  public SamplingSettings maxTokens(int maxTokens) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with other stop tokens beside the model's own. */
  public SamplingSettings stopTokenIds(Set<Integer> stopTokenIds) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with another number of samples per prompt. */
  public SamplingSettings samples(int samples) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }

  /** These settings with another seed. */
  public SamplingSettings seed(long seed) {
    return new SamplingSettings(temperature, topP, topK, maxTokens, stopTokenIds, samples, seed);
  }
}
