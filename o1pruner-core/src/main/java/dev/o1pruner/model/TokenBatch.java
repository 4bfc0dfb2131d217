package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/**
 * Sequences padded into the arrays the script takes, owned by the manager they were made with. The
 * script computes with the N input tokens and M targets that are no padding, but for attention.
 *
 * @param ids input tokens (B, T), padded on the right
 * @param places of the input tokens among the B*T of ids (N)
 * @param positions which of the N tokens predicts each target (B, P)
 * @param targets tokens to score (B, P)
 * @param spots of the targets among B*P (M)
 * @param mask 1 where a target is real, 0 where it is padding (B, P)
 */
public record TokenBatch(
    NDArray ids, NDArray places, NDArray positions, NDArray targets, NDArray spots, NDArray mask) {

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
    LongStream.Builder places = LongStream.builder();
    LongStream.Builder spots = LongStream.builder();
    long before = 0;
    for (int b = 0; b < batch; b++) {
      TokenSequence sequence = sequences.get(b);
      for (int t = 0; t < sequence.inputLength(); t++) {
        ids[b * inputs + t] = sequence.token(t);
        places.add((long) b * inputs + t);
      }
      int prompt = sequence.promptIds().length();
      for (int p = 0; p < sequence.tokenIds().length(); p++) {
        positions[b * scored + p] = before + prompt - 1 + p;
        targets[b * scored + p] = sequence.tokenIds().get(p);
        mask[b * scored + p] = 1;
        spots.add((long) b * scored + p);
      }
      before += sequence.inputLength();
    }
    return new TokenBatch(
        manager.create(ids, new Shape(batch, inputs)),
        manager.create(places.build().toArray()),
        manager.create(positions, new Shape(batch, scored)),
        manager.create(targets, new Shape(batch, scored)),
        manager.create(spots.build().toArray()),
        manager.create(mask, new Shape(batch, scored)));
  }

  /** What the script calls a batch. */
  public List<NDArray> arrays() {
    return List.of(ids, places, positions, targets, spots);
  }

  /**
   * Splits items into batches that hold at most a budget of padded input tokens, from the longest
   * down, so that neighbours in a batch have like lengths. An item over the budget is a batch of
   * its own.
   *
   * @param length input tokens of an item
   * @param tokenBudget most padded tokens (B * T) of a batch
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
    List<List<T>> batches = new ArrayList<>();
    List<T> current = new ArrayList<>();
    int rows = 0;
    for (T item : sorted) {
      int more = sequences.applyAsInt(item);
      int width = length.applyAsInt(current.isEmpty() ? item : current.get(0));
      if (!current.isEmpty() && (long) width * (rows + more) > tokenBudget) {
        batches.add(current);
        current = new ArrayList<>();
        rows = 0;
      }
      current.add(item);
      rows += more;
    }
    if (!current.isEmpty()) {
      batches.add(current);
    }
    return batches;
  }
}
