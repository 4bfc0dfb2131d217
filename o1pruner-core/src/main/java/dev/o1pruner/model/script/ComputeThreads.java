package dev.o1pruner.model.script;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Threads that call into libtorch side by side, each with an equal share of its threads, so that
 * cores aren't fought for. Small operations take less time so than one after the other on all
 * cores, whose threads wait for each other at every one.
 */
public final class ComputeThreads implements AutoCloseable {

  private final ExecutorService executor;

  /**
   * Starts threads.
   *
   * @param count how many; with 1 the calling thread computes, on all of libtorch's threads
   */
  public ComputeThreads(int count) {
    checkArgument(count >= 1, "compute threads must be at least 1 but were %s", count);
    if (count == 1) {
      executor = MoreExecutors.newDirectExecutorService();
      return;
    }
    executor =
        Executors.newFixedThreadPool(
            count,
            new ThreadFactoryBuilder()
                .setDaemon(true)
                .setNameFormat("o1pruner-compute-%d")
                .build());
    share(count);
  }

  /**
   * Threads that libtorch takes for one operation of the calling thread: a core each, or as many as
   * the system property {@code ai.djl.pytorch.num_threads} says.
   */
  public static int available() {
    Engine.getEngine(PtEngine.ENGINE_NAME); // loads libtorch, which is asked
    return JniUtils.getNumThreads();
  }

  /** Gives each thread its share. Libtorch's number belongs to a thread, and is the next one's. */
  private void share(int count) {
    synchronized (ComputeThreads.class) {
      int all = available();
      int share = Math.max(1, all / count);
      Runnable take =
          () -> {
            available(); // a thread takes the number of the process over at its first call
            JniUtils.setNumThreads(share);
          };
      try {
        each(
            Collections.nCopies(count, take)); // a pool starts a thread for each of its first tasks
      } finally {
        JniUtils.setNumThreads(all);
      }
    }
  }

  /**
   * Runs tasks side by side, and waits until all have ended, also if the calling thread is
   * interrupted: what is interrupted between two libtorch calls is the caller's to decide.
   *
   * @throws RuntimeException that of the first task that failed
   */
  public void each(List<? extends Runnable> tasks) {
    List<? extends Future<?>> running = tasks.stream().map(executor::submit).toList();
    @Nullable Throwable failure = null;
    for (Future<?> task : running) {
      try {
        Uninterruptibles.getUninterruptibly(task);
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
