package dev.o1pruner.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.Sets;
import com.google.common.primitives.Longs;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Interruption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples with our own model by continuous batching: many slots decode side by side, each at its
 * own position, and a slot whose solution ends takes the next one without waiting for the others.
 */
public final class EngineSampler implements Sampler {

  /** Tokens per call into the script. A slot that ends early idles for the rest of the call. */
  private static final int TOKENS_PER_CALL = 8;

  private final LanguageModel model;
  private final EngineSettings settings;
  private final Consumer<DecodingReport> onReport;

  /** A sampler with {@link EngineSettings#defaults()}. */
  public EngineSampler(LanguageModel model) {
    this(model, EngineSettings.defaults());
  }

  /** A sampler whose reports nobody reads. */
  public EngineSampler(LanguageModel model, EngineSettings settings) {
    this(model, settings, report -> {});
  }

  /**
   * A sampler.
   *
   * @param model must outlive the sampler
   * @param settings what it may use
   * @param onReport told at the end of each draw how it went
   */
  public EngineSampler(
      LanguageModel model, EngineSettings settings, Consumer<DecodingReport> onReport) {
    this.model = model;
    this.settings = settings;
    this.onReport = onReport;
  }

  @Override
  public List<Solution> draw(
      List<Draw> draws, SamplingSettings sampling, Consumer<Solution> onSolution) {
    Set<Integer> stops = Sets.union(model.endTokenIds(), sampling.stopTokenIds());
    draws.forEach(draw -> draw.check(model, stops));
    if (draws.isEmpty()) {
      return List.of();
    }
    Queue<RunningSolution> waiting = queue(draws);
    int positions =
        waiting.stream().mapToInt(next -> next.position() + next.remaining()).max().orElseThrow();
    long fitting = settings.cacheBytes() / KvCache.bytesPerSlot(model, positions);
    int slots = (int) Math.max(1, Math.min(Math.min(settings.slots(), waiting.size()), fitting));

    long start = System.nanoTime();
    long copied;
    long slotSteps = 0;
    List<Ended> ended = new ArrayList<>();
    try (DecodingWeights weights = new DecodingWeights(model, settings.weights());
        KvCache cache = new KvCache(model, weights, slots, positions)) {
      copied = System.nanoTime();
      @Nullable RunningSolution[] running = new RunningSolution[slots];
      while (refill(running, waiting, cache)) {
        Interruption.check("sampling", ended.size(), draws.size(), "solutions were drawn");
        running = compact(running, waiting, cache);
        slotSteps += (long) running.length * decode(running, weights, cache, sampling, stops);
        for (int slot = 0; slot < running.length; slot++) {
          RunningSolution solution = running[slot];
          if (solution != null && solution.finished()) {
            Ended done = new Ended(solution.order(), solution.finish(model.tokenizer()));
            ended.add(done);
            running[slot] = null;
            Interruption.holdBack(() -> onSolution.accept(done.solution())); // it may write
          }
        }
      }
    }
    onReport.accept(
        new DecodingReport(
            ended.size(),
            ended.stream().mapToLong(done -> done.solution().length()).sum(),
            slotSteps,
            (System.nanoTime() - start) / 1e9,
            (copied - start) / 1e9));
    ended.sort(Comparator.comparingInt(Ended::order));
    return ended.stream().map(Ended::solution).toList();
  }

  /** A finished solution and the number of its draw. */
  private record Ended(int order, Solution solution) {}

  private Queue<RunningSolution> queue(List<Draw> draws) {
    Queue<RunningSolution> queue = new ArrayDeque<>();
    for (int order = 0; order < draws.size(); order++) {
      Draw draw = draws.get(order);
      int room = model.config().maxPositions() - draw.prompt().tokenIds().length();
      queue.add(new RunningSolution(draw, order, Math.min(draw.maxTokens(), room)));
    }
    return queue;
  }

  /** Gives free slots their next solution; false when nothing runs any more. */
  private static boolean refill(
      @Nullable RunningSolution[] running, Queue<RunningSolution> waiting, KvCache cache) {
    boolean any = false;
    for (int slot = 0; slot < running.length; slot++) {
      if (running[slot] == null && !waiting.isEmpty()) {
        RunningSolution next = waiting.remove();
        cache.put(next.context(), slot);
        running[slot] = next;
      }
      any |= running[slot] != null;
    }
    return any;
  }

  /** Once nothing waits, drops the empty slots each time they have become half of all. */
  private static @Nullable RunningSolution[] compact(
      @Nullable RunningSolution[] running, Queue<RunningSolution> waiting, KvCache cache) {
    List<Integer> busy =
        IntStream.range(0, running.length).filter(slot -> running[slot] != null).boxed().toList();
    if (!waiting.isEmpty() || busy.size() > running.length / 2) {
      return running;
    }
    cache.keep(busy);
    return busy.stream().map(slot -> running[slot]).toArray(RunningSolution[]::new);
  }

  /**
   * Appends up to {@value #TOKENS_PER_CALL} tokens to each running solution; returns how many the
   * one that got most did, which is the number of steps.
   */
  private int decode(
      @Nullable RunningSolution[] running,
      DecodingWeights weights,
      KvCache cache,
      SamplingSettings sampling,
      Set<Integer> stops) {
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
}
