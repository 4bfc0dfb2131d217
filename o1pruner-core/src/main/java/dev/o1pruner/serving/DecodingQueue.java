package dev.o1pruner.serving;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws from many requests, decoded together: one thread takes what waits and can share a call
 * (temperature, truncation and stop tokens are the same), then what waits by then.
 */
final class DecodingQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DecodingQueue.class);

  private final EngineSampler sampler;
  private final int maxWaiting;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Thread worker = new Thread(this::work, "decoding");
  private boolean closed;

  /** A draw, how it is drawn, and who waits for it. */
  private record Waiting(
      Draw draw, SamplingSettings settings, CompletableFuture<Solution> solution) {}

  DecodingQueue(EngineSampler sampler, int maxWaiting) {
    this.sampler = sampler;
    this.maxWaiting = maxWaiting;
    worker.start();
  }

  /**
   * Puts draws into the queue.
   *
   * @param settings seed, limit and samples set aside, equal for draws that can share a call
   * @throws Refusal if too many wait, or the queue is closed
   */
  synchronized List<CompletableFuture<Solution>> add(List<Draw> draws, SamplingSettings settings) {
    if (closed) {
      throw Refusal.unavailable("the server is shutting down");
    }
    if (waiting.size() + draws.size() > maxWaiting) {
      throw Refusal.overloaded(
          "%s solutions wait already, %s more are too many; try again later"
              .formatted(waiting.size(), draws.size()));
    }
    List<CompletableFuture<Solution>> solutions = new ArrayList<>();
    for (Draw draw : draws) {
      Waiting added = new Waiting(draw, settings, new CompletableFuture<>());
      waiting.add(added);
      solutions.add(added.solution);
    }
    notifyAll();
    return solutions;
  }

  private void work() {
    try {
      while (true) {
        decode(take());
      }
    } catch (InterruptedException e) {
      // closed, and the model isn't in use any more
    }
  }

  /** The draw that has waited longest, and all that can share its call. */
  private synchronized List<Waiting> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    List<Waiting> together = new ArrayList<>();
    SamplingSettings settings = waiting.element().settings;
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      if (next.settings.equals(settings)) {
        together.add(next);
        all.remove();
      }
    }
    return together;
  }

  private void decode(List<Waiting> together) {
    // Problem ids were made by us, one per request: with the sample number they name a draw.
    Map<String, Waiting> byName = new HashMap<>();
    together.forEach(
        one -> byName.put(name(one.draw.prompt().problemId(), one.draw.sample()), one));
    try {
      sampler.draw(
          together.stream().map(Waiting::draw).toList(),
          together.get(0).settings,
          solution -> {
            Waiting ended = byName.get(name(solution.problemId(), solution.sample()));
            if (ended != null) {
              ended.solution.complete(solution);
            }
          });
    } catch (RuntimeException e) {
      boolean closing = Thread.currentThread().isInterrupted();
      if (!closing) {
        LOG.error("{} solutions could not be drawn", together.size(), e);
      }
      Refusal refusal =
          closing ? Refusal.unavailable("the server is shutting down") : Refusal.failed();
      together.forEach(one -> one.solution.completeExceptionally(refusal));
    }
  }

  private static String name(String problemId, int sample) {
    return problemId + "/" + sample;
  }

  /** Calls off what is being decoded, and refuses what waits and what comes. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      Refusal refusal = Refusal.unavailable("the server is shutting down");
      waiting.forEach(one -> one.solution.completeExceptionally(refusal));
      waiting.clear();
    }
    worker.interrupt();
    Uninterruptibles.joinUninterruptibly(worker);
  }
}
