package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Sequences padded into the arrays the script takes, owned by the manager they were made with.
 *
 * @param ids input tokens (B, T), padded on the right
 * @param positions index into the flattened (B*T) inputs of the token that predicts each target (B,
 *     P)
 * @param targets tokens to score (B, P)
 * @param mask 1 where a target is real, 0 where it is padding (B, P)
 */
public record TokenBatch(NDArray ids, NDArray positions, NDArray targets, NDArray mask) {

  /** What a batch costs beside its tokens, in tokens: the calls, and the sums of gradients. */
  private static final int TOKENS_OF_A_BATCH = 32;

  /** Pads sequences into one batch. */
  public static TokenBatch of(NDManager manager, List<TokenSequence> sequences) {
    checkArgument(!sequences.isEmpty(), "a batch needs at least one sequence");
    int batch = sequences.size();
    int inputs = sequences.stream().mapToInt(TokenSequence::inputLength).max().orElseThrow();
    int scored = sequences.stream().mapToInt(s -> s.tokenIds().length()).max().orElseThrow();
    long[] ids = new long[batch * inputs];
    long[] positions = new long[batch * scored];
    long[] targets = new long[batch * scored];
    float[] mask = new float[batch * scored];
    for (int b = 0; b < batch; b++) {
      TokenSequence sequence = sequences.get(b);
      for (int t = 0; t < sequence.inputLength(); t++) {
        ids[b * inputs + t] = sequence.token(t);
      }
      int prompt = sequence.promptIds().length();
      for (int p = 0; p < sequence.tokenIds().length(); p++) {
        positions[b * scored + p] = (long) b * inputs + prompt - 1 + p;
        targets[b * scored + p] = sequence.tokenIds().get(p);
        mask[b * scored + p] = 1;
      }
    }
    return new TokenBatch(
        manager.create(ids, new Shape(batch, inputs)),
        manager.create(positions, new Shape(batch, scored)),
        manager.create(targets, new Shape(batch, scored)),
        manager.create(mask, new Shape(batch, scored)));
  }

  /**
   * Splits items into batches that hold at most a budget of padded input tokens. Neighbours in a
   * batch have like lengths: of all ways to cut the items, sorted from the longest down, that with
   * the fewest padded tokens, each batch counting as {@value #TOKENS_OF_A_BATCH} more.
   *
   * @param length input tokens of an item
   * @param tokenBudget most padded tokens (B * T) of a batch; an item over it is a batch of its own
   */
  public static <T> List<List<T>> split(List<T> items, ToIntFunction<T> length, int tokenBudget) {
    return split(items, length, item -> 1, tokenBudget);
  }

  /**
   * {@link #split(List, ToIntFunction, int)} for items of several sequences that stay together.
   *
   * @param length input tokens of the longest sequence of an item
   * @param sequences how many sequences an item has
   * @param tokenBudget most padded tokens (B * T) of a batch
   */
  public static <T> List<List<T>> split(
      List<T> items, ToIntFunction<T> length, ToIntFunction<T> sequences, int tokenBudget) {
    checkArgument(tokenBudget > 0, "token budget must be positive but was %s", tokenBudget);
    List<T> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparingInt(length).reversed());
    long[] cost = new long[sorted.size() + 1]; // of the first so many items, cut at best
    int[] start = new int[cost.length]; // where the last batch of these starts
    for (int end = 1; end < cost.length; end++) {
      cost[end] = Long.MAX_VALUE;
      int rows = 0;
      for (int first = end - 1; first >= 0; first--) {
        rows += sequences.applyAsInt(sorted.get(first));
        long padded = (long) length.applyAsInt(sorted.get(first)) * rows;
        if (padded > tokenBudget && first < end - 1) {
          break;
        }
        if (cost[first] + padded + TOKENS_OF_A_BATCH < cost[end]) {
          cost[end] = cost[first] + padded + TOKENS_OF_A_BATCH;
          start[end] = first;
        }
      }
    }
    Deque<List<T>> batches = new ArrayDeque<>();
    for (int end = sorted.size(); end > 0; end = start[end]) {
      batches.addFirst(List.copyOf(sorted.subList(start[end], end)));
    }
    return List.copyOf(batches);
  }
}
