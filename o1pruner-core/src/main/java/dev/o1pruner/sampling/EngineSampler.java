package dev.o1pruner.sampling;

import com.google.common.collect.Sets;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Interruption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Samples with our own model by continuous batching: many slots decode side by side, each at its
 * own position, and a slot whose solution ends takes the next one without waiting for the others.
 */
public final class EngineSampler implements Sampler {

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
    long slotSteps;
    List<Ended> ended = new ArrayList<>();
    try (DecodingWeights weights = new DecodingWeights(model, settings.weights());
        SlotGroups running =
            new SlotGroups(model, weights, slots, positions, settings.groups(model, slots))) {
      copied = System.nanoTime();
      while (running.take(waiting)) {
        Interruption.check("sampling", ended.size(), draws.size(), "solutions were drawn");
        running.advance(sampling, stops);
        for (RunningSolution solution : running.ended()) {
          Ended done = new Ended(solution.order(), solution.finish(model.tokenizer()));
          ended.add(done);
          Interruption.holdBack(() -> onSolution.accept(done.solution())); // it may write
        }
      }
      slotSteps = running.slotSteps();
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
}
