package dev.o1pruner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Runs stages, tells the listener of them, and keeps how long each took. */
public final class StageClock {

  private final RunListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /** A clock with no stage measured yet. */
  public StageClock(RunListener listener) {
    this.listener = listener;
  }

  /** Who is told. */
  public RunListener listener() {
    return listener;
  }

  /** Forgets the stages of an earlier run. */
  void restart() {
    seconds.clear();
  }

  /** Seconds by stage name, in the order they ran. */
  public Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  /** Counts time that a stage took before, in a process that was cut off. */
  public void add(String stage, double elapsed) {
    seconds.merge(stage, elapsed, Double::sum);
  }

  /** Counts a stage as this long, whatever was measured. */
  void set(String stage, double elapsed) {
    seconds.put(stage, elapsed);
  }

  /**
   * Runs one stage.
   *
   * @param work given what to call at each bit of progress
   */
  public <T> T time(Stage stage, Function<Runnable, T> work) {
    listener.onStageStart(stage);
    long start = System.nanoTime();
    long[] done = {0};
    T result = work.apply(() -> listener.onProgress(stage, ++done[0]));
    double elapsed = (System.nanoTime() - start) / 1e9;
    add(stage.name(), elapsed);
    listener.onStageEnd(stage, elapsed);
    return result;
  }
}
