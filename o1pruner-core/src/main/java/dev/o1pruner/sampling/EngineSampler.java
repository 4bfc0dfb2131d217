package dev.o1pruner.sampling;

import ai.djl.engine.EngineException;
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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples with our own model by continuous batching: many slots decode side by side, each at its
 * own position, and a slot whose solution ends takes the next one without waiting for the others.
 *
 * <p>When memory runs out, the draw goes on with half the slots, and the solutions that this
 * interrupted start again, which changes none of them; with one slot left it fails, saying what
 * would help. A draw takes the model for its thread ({@link LanguageModel#use}).
 */
public final class EngineSampler implements Sampler {

  private static final Logger LOG = LoggerFactory.getLogger(EngineSampler.class);

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
    Job job = new Job(draws, sampling, stops, onSolution);
    Queue<RunningSolution> waiting = waiting(job);
    int positions =
        waiting.stream().mapToInt(next -> next.position() + next.remaining()).max().orElseThrow();
    int admitted = settings.admitted(model.config(), model.precision(), positions);
    int slots = Math.min(admitted, waiting.size());

    long start = System.nanoTime();
    long copied;
    int halvings = 0;
    LanguageModel.Use use = model.use("sampling");
    try (use;
        DecodingWeights weights = new DecodingWeights(model, settings.weights())) {
      copied = System.nanoTime();
      while (job.ended.size() < draws.size()) {
        try (SlotGroups running =
            new SlotGroups(model, weights, slots, positions, settings.groups(model))) {
          decodeAll(job, waiting, running);
        } catch (EngineException e) {
          slots = halve(slots, positions, draws.size() - job.ended.size(), e);
          halvings++;
          waiting = waiting(job); // what was interrupted starts anew, with the same numbers
        }
      }
    }
    onReport.accept(
        new DecodingReport(
            draws.size(),
            job.ended.stream().mapToLong(done -> done.solution().length()).sum(),
            job.slotSteps,
            (System.nanoTime() - start) / 1e9,
            (copied - start) / 1e9,
            halvings));
    job.ended.sort(Comparator.comparingInt(Ended::order));
    return job.ended.stream().map(Ended::solution).toList();
  }

  /** What is drawn, and how far that is. */
  private static final class Job {
    final List<Draw> draws;
    final SamplingSettings sampling;
    final Set<Integer> stops;
    final Consumer<Solution> onSolution;
    final List<Ended> ended = new ArrayList<>();
    long slotSteps;

    Job(
        List<Draw> draws,
        SamplingSettings sampling,
        Set<Integer> stops,
        Consumer<Solution> onSolution) {
      this.draws = draws;
      this.sampling = sampling;
      this.stops = stops;
      this.onSolution = onSolution;
    }
  }

  /** A finished solution and the number of its draw. */
  private record Ended(int order, Solution solution) {}

  /** What hasn't ended, each at its beginning. */
  private Queue<RunningSolution> waiting(Job job) {
    Set<Integer> ended = job.ended.stream().map(Ended::order).collect(Collectors.toSet());
    Queue<RunningSolution> queue = new ArrayDeque<>();
    for (int order = 0; order < job.draws.size(); order++) {
      if (!ended.contains(order)) {
        Draw draw = job.draws.get(order);
        int room = model.config().maxPositions() - draw.prompt().tokenIds().length();
        queue.add(new RunningSolution(draw, order, Math.min(draw.maxTokens(), room)));
      }
    }
    return queue;
  }

  private void decodeAll(Job job, Queue<RunningSolution> waiting, SlotGroups running) {
    try {
      while (running.take(waiting)) {
        Interruption.check("sampling", job.ended.size(), job.draws.size(), "solutions were drawn");
        running.advance(job.sampling, job.stops);
        for (RunningSolution solution : running.ended()) {
          Ended done = new Ended(solution.order(), solution.finish(model.tokenizer()));
          job.ended.add(done);
          Interruption.holdBack(() -> job.onSolution.accept(done.solution())); // it may write
        }
      }
    } finally {
      job.slotSteps += running.slotSteps();
    }
  }

  /** The slots to go on with after a failure, if that was want of memory and there is a way on. */
  private int halve(int slots, int positions, int open, EngineException failure) {
    if (!OutOfMemory.is(failure)) {
      throw failure;
    }
    if (slots == 1) {
      throw OutOfMemory.ofOneSlot(model, settings, positions, failure);
    }
    LOG.warn(
        "out of memory with {} slots, {} of keys and values: sampling goes on with {}, and what was"
            + " interrupted of {} open solutions starts again; fewer slots or cache bytes from the"
            + " start would save that",
        slots,
        OutOfMemory.mebibytes(
            slots * KvCache.bytesPerSlot(model.config(), model.precision(), positions)),
        slots / 2,
        open);
    return slots / 2;
  }
}
