package dev.o1pruner.run;

import java.util.concurrent.CancellationException;

/**
 * How long work is asked to stop: its thread is interrupted, and it looks between its parts. The
 * thread stays interrupted, so that whatever follows stops as well.
 */
public final class Interruption {

  private Interruption() {}

  /**
   * Stops if the calling thread is interrupted.
   *
   * @param what is being done, such as {@code training}
   * @param done how much of it
   * @param total of how much
   * @param units what is counted, and what was done with it, such as {@code steps were taken}
   * @throws CancellationException saying how far it was
   */
  public static void check(String what, long done, long total, String units) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          "%s was interrupted when %d of %d %s".formatted(what, done, total, units));
    }
  }

  /**
   * Runs what an interrupted thread couldn't, such as writing to a file channel, which would close;
   * the interruption is put back afterwards.
   */
  public static void holdBack(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
