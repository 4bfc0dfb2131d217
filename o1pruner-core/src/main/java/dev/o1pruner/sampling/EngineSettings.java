package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;

/**
 * What an {@link EngineSampler} may use. Start from {@link #defaults()} and change what differs;
 * none of it changes what is drawn, but for {@link WeightCopy#PACKED_BF16}.
 *
 * @param slots most sequences decoded side by side. Default {@value #DEFAULT_SLOTS}
 * @param cacheBytes most bytes of keys and values: fewer slots are made if these are too few, but
 *     always one. Default 2 GiB
 * @param weights which copy of the weights decoding makes. Default {@link WeightCopy#PACKED}
 * @param groups in how many groups, each on a thread of its own, the slots are decoded. Default 0:
 *     {@link LanguageModel#computeThreads()}, or fewer that have {@value #LEAST_GROUP} slots each
 */
public record EngineSettings(int slots, long cacheBytes, WeightCopy weights, int groups) {

  /** Sequences decoded side by side, unless memory says fewer: {@value}. */
  public static final int DEFAULT_SLOTS = 64;

  /** Most bytes of keys and values: 2 GiB. */
  public static final long DEFAULT_CACHE_BYTES = 2L << 30;

  /** Fewest slots that are worth a thread. */
  private static final int LEAST_GROUP = 4;

  /**
   * Bytes that choosing a token holds for each entry of the vocabulary, if all of it is put in
   * order: logits, probabilities, those of the rows concerned, sorted ones, and their order.
   */
  private static final long CHOICE_BYTES = 4L * Float.BYTES + Long.BYTES;

  private static final EngineSettings DEFAULTS =
      new EngineSettings(DEFAULT_SLOTS, DEFAULT_CACHE_BYTES, WeightCopy.PACKED, 0);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public EngineSettings {
    checkArgument(slots > 0, "slots must be positive but was %s", slots);
    checkArgument(cacheBytes > 0, "cacheBytes must be positive but was %s", cacheBytes);
    checkArgument(groups >= 0, "groups must be at least 0 but were %s", groups);
  }

  /** Every default. */
  public static EngineSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Most bytes a draw holds beside the model: the copy of the weights, keys and values of the slots
   * that are admitted, and what a step makes of its logits.
   *
   * @param positions tokens of the longest prompt and its solution
   */
  public long bytes(ModelConfig config, Precision precision, int positions) {
    long slots = admitted(config, precision, positions);
    return weights.bytes(config, precision)
        + slots * KvCache.bytesPerSlot(config, precision, positions)
        + slots * config.vocabSize() * CHOICE_BYTES;
  }

  /** How many slots of so many positions are made: those that fit the cache, but always one. */
  int admitted(ModelConfig config, Precision precision, int positions) {
    long fitting = cacheBytes / KvCache.bytesPerSlot(config, precision, positions);
    return (int) Math.max(1, Math.min(slots, fitting));
  }

  /** These settings with another number of slots. */
  public EngineSettings slots(int slots) {
    return new EngineSettings(slots, cacheBytes, weights, groups);
  }

  /** These settings with another bound on keys and values. */
  public EngineSettings cacheBytes(long cacheBytes) {
    return new EngineSettings(slots, cacheBytes, weights, groups);
  }

  /** These settings with another copy of the weights. */
  public EngineSettings weights(WeightCopy weights) {
    return new EngineSettings(slots, cacheBytes, weights, groups);
  }

  /** These settings with another number of groups. */
  public EngineSettings groups(int groups) {
    return new EngineSettings(slots, cacheBytes, weights, groups);
  }

  /** Groups of a draw that fills all slots. */
  int groups(LanguageModel model) {
    return groups > 0 ? groups : Math.max(1, Math.min(model.computeThreads(), slots / LEAST_GROUP));
  }
}
