package dev.o1pruner.examples.command;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

/**
 * What SIGTERM and Ctrl-C don't end in the middle: they interrupt the thread that does it, and the
 * process ends when that has ended, with the exit code of the signal (143, 130).
 */
final class Stoppable {

  private Stoppable() {}

  /** Runs something that looks at whether its thread is interrupted. */
  static void run(Runnable work) {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              worker.interrupt();
              Uninterruptibles.awaitUninterruptibly(ended);
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  /**
   * Runs something that the same command line goes on with, and says so if it was stopped.
   *
   * @throws StoppedException if it was
   */
  static void resumable(Output output, Runnable work) {
    run(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            if (!isStop(e)) {
              throw e;
            }
            String reason = e instanceof CancellationException ? ": " + e.getMessage() : "";
            output.note("stopped%s; the same command line goes on from there".formatted(reason));
            throw new StoppedException(e);
          }
        });
  }

  private static boolean isStop(RuntimeException failure) {
    // a file that was being read or written just then
    return failure instanceof CancellationException
        || failure.getCause() instanceof ClosedByInterruptException;
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is running: the process ends
    }
  }
}
