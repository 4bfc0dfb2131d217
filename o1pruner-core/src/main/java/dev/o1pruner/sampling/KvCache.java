package dev.o1pruner.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the slots, one (S, K, C, E) array per layer for each, where K = key/value
 * heads and E = head size. A prompt is run once: further samples of it copy its positions.
 */
final class KvCache implements AutoCloseable {

  private final LanguageModel model;
  private final DecodingWeights weights;
  private final NDManager scope;
  private NDList keys;
  private NDList values;

  /** The prompt whose positions a slot holds, or null. */
  private @Nullable Prompt[] held;

  KvCache(LanguageModel model, DecodingWeights weights, int slots, int positions) {
    this.model = model;
    this.weights = weights;
    this.scope = model.manager().newSubManager();
    try {
      this.keys = model.script().infer(scope, "cache", model.weights(), slots, positions);
      this.values = model.script().infer(scope, "cache", model.weights(), slots, positions);
    } catch (RuntimeException e) {
      close(); // the other half takes memory too
      throw e;
    }
    this.held = new Prompt[slots];
  }

  /** Bytes of one slot with this many positions. */
  static long bytesPerSlot(ModelConfig config, Precision precision, int positions) {
    return 2L
        * config.layers()
        * config.kvHeads()
        * config.headSize()
        * positions
        * precision.bytes();
  }

  NDList keys() {
    return keys;
  }

  NDList values() {
    return values;
  }

  /**
   * Puts a prompt into a slot, up to but not including its last token, which the first decoding
   * step reads.
   */
  void put(Prompt prompt, int slot) {
    int length = prompt.tokenIds().length() - 1;
    if (length > 0 && !prompt.equals(held[slot])) {
      try (NDManager call = scope.newSubManager()) {
        NDArray target = call.create(new long[] {slot});
        int source = Arrays.asList(held).indexOf(prompt);
        if (source >= 0) {
          model.script().infer(call, "share", source, target, length, keys, values);
        } else {
          ImmutableIntArray read = prompt.tokenIds().subArray(0, length);
          NDArray ids = call.create(read.stream().asLongStream().toArray()).expandDims(0); // (1, T)
          model.script().infer(call, "prefill", weights.list(), ids, target, keys, values);
        }
      }
    }
    held[slot] = prompt;
  }

  /** Keeps these slots only, renumbered from 0. */
  void keep(List<Integer> slots) {
    try (NDManager call = scope.newSubManager()) {
      NDArray kept = call.create(slots.stream().mapToLong(Integer::longValue).toArray());
      keys = replace(keys, kept);
      values = replace(values, kept);
    }
    held = slots.stream().map(slot -> held[slot]).toArray(Prompt[]::new);
  }

  private NDList replace(NDList cache, NDArray kept) {
    NDList smaller = model.script().infer(scope, "keep", kept, cache);
    cache.close();
    return smaller;
  }

  @Override
  public void close() {
    scope.close();
  }
}
