package dev.o1pruner.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Longs;
import dev.o1pruner.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Slots that are decoded side by side in one call, each at its own position. */
final class SlotGroup implements AutoCloseable {

  /** Tokens per call into the script. A slot that ends early idles for the rest of the call. */
  private static final int TOKENS_PER_CALL = 8;

  private final LanguageModel model;
  private final DecodingWeights weights;
  private final KvCache cache;
  private @Nullable RunningSolution[] running;
  private long slotSteps;

  SlotGroup(LanguageModel model, DecodingWeights weights, int slots, int positions) {
    this.model = model;
    this.weights = weights;
    this.cache = new KvCache(model, weights, slots, positions);
    this.running = new RunningSolution[slots];
  }

  /** Slots times steps so far. */
  long slotSteps() {
    return slotSteps;
  }

  /** Gives free slots their next solution; false when none runs any more. */
  boolean take(Queue<RunningSolution> waiting) {
    boolean any = false;
    for (int slot = 0; slot < running.length; slot++) {
      if (running[slot] == null && !waiting.isEmpty()) {
        running[slot] = waiting.remove();
      }
      any |= running[slot] != null;
    }
    return any;
  }

  /** Reads the prompts of new solutions, and draws some tokens of each. */
  void advance(SamplingSettings sampling, Set<Integer> stops) {
    for (int slot = 0; slot < running.length; slot++) {
      RunningSolution solution = running[slot];
      if (solution != null && solution.fresh()) {
        cache.put(solution.context(), slot);
      }
    }
    compact();
    slotSteps += (long) running.length * decode(sampling, stops);
  }

  /** Solutions that ended; their slots are free. */
  List<RunningSolution> ended() {
    List<RunningSolution> ended = new ArrayList<>();
    for (int slot = 0; slot < running.length; slot++) {
      RunningSolution solution = running[slot];
      if (solution != null && solution.finished()) {
        ended.add(solution);
        running[slot] = null;
      }
    }
    return ended;
  }

  /** Drops the empty slots, which nothing waits for any more, once they have become half of all. */
  private void compact() {
    List<Integer> busy =
        IntStream.range(0, running.length).filter(slot -> running[slot] != null).boxed().toList();
    if (busy.size() <= running.length / 2) {
      cache.keep(busy);
      running = busy.stream().map(slot -> running[slot]).toArray(RunningSolution[]::new);
    }
  }

  /**
   * Appends up to {@value #TOKENS_PER_CALL} tokens to each running solution; returns how many the
   * one that got most did, which is the number of steps.
   */
  private int decode(SamplingSettings sampling, Set<Integer> stops) {
    int slots = running.length;
    long[] tokens = new long[slots];
    long[] positions = new long[slots];
    long[] remaining = new long[slots];
    float[] uniforms = new float[slots * TOKENS_PER_CALL];
    int span = 1;
    for (int slot = 0; slot < slots; slot++) {
      RunningSolution solution = running[slot];
      if (solution == null) {
        continue; // nothing waits any more: no later solution reuses the prompt it holds
      }
      tokens[slot] = solution.lastToken();
      positions[slot] = solution.position();
      remaining[slot] = solution.remaining();
      span = Math.max(span, solution.position() + 1);
      for (int t = 0; t < TOKENS_PER_CALL; t++) {
        uniforms[slot * TOKENS_PER_CALL + t] = solution.uniform();
      }
    }
    try (NDManager call = model.manager().newSubManager()) {
      NDArray out =
          model
              .script()
              .infer(
                  call,
                  "decode",
                  weights.list(),
                  cache.keys(),
                  cache.values(),
                  call.create(tokens),
                  call.create(positions),
                  call.create(remaining),
                  call.create(uniforms, new Shape(slots, TOKENS_PER_CALL)),
                  call.create(stops.isEmpty() ? new long[] {-1} : Longs.toArray(stops)),
                  span,
                  sampling.temperature(),
                  sampling.topK(),
                  sampling.topP())
              .get(0); // (S, TOKENS_PER_CALL), -1 after a solution's end
      long[] ids = out.toLongArray();
      int steps = 0;
      for (int slot = 0; slot < slots; slot++) {
        RunningSolution solution = running[slot];
        for (int t = 0; solution != null && t < TOKENS_PER_CALL && !solution.finished(); t++) {
          solution.append((int) ids[slot * TOKENS_PER_CALL + t], stops);
          steps = Math.max(steps, t + 1);
        }
      }
      return steps;
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
