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
    seconds.merge(stage.name(), elapsed, Double::sum);
    listener.onStageEnd(stage, elapsed);
    return result;
  }
}
