package dev.o1pruner.sampling;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.script.ComputeThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The slots of a draw, in one or more groups that are decoded at the same time on a thread each.
 * Who gets which slot depends on nothing but the order of the draws, so what is drawn doesn't
 * depend on which thread is the faster one.
 */
final class SlotGroups implements AutoCloseable {

  private final ComputeThreads threads;
  private final List<SlotGroup> groups = new ArrayList<>();
  private List<SlotGroup> busy = List.of();

  /**
   * Groups with nothing in them.
   *
   * @param threads how many would be busy with all slots that the settings allow: even of fewer
   *     groups each has one thread's share of the cores, since sums in another order would be other
   *     numbers, and a draw that goes on where it was cut off has fewer solutions left
   */
  SlotGroups(LanguageModel model, DecodingWeights weights, int slots, int positions, int threads) {
    this.threads = new ComputeThreads(threads);
    int count = Math.min(threads, slots);
    try {
      for (int group = 0; group < count; group++) {
        int share = slots * (group + 1) / count - slots * group / count;
        groups.add(new SlotGroup(model, weights, share, positions));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Gives free slots their next solution; false when none runs any more. */
  boolean take(Queue<RunningSolution> waiting) {
    busy = groups.stream().filter(group -> group.take(waiting)).toList();
    return !busy.isEmpty();
  }

  /** Draws some tokens of each running solution. */
  void advance(SamplingSettings sampling, Set<Integer> stops) {
    List<Runnable> tasks = new ArrayList<>();
    busy.forEach(group -> tasks.add(() -> group.advance(sampling, stops)));
    threads.each(tasks);
  }

  /** Solutions that ended; their slots are free. */
  List<RunningSolution> ended() {
    return busy.stream().flatMap(group -> group.ended().stream()).toList();
  }

  /** Slots times steps so far. */
  long slotSteps() {
    return groups.stream().mapToLong(SlotGroup::slotSteps).sum();
  }

  @Override
  public void close() {
    groups.forEach(SlotGroup::close);
    threads.close();
  }
}
