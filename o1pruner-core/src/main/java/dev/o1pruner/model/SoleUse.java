package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkState;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time use a model.
 *
 * <p>A second thread is refused, not made to wait: two uses that meet are an oversight, what the
 * first does to the weights would decide what the second finds, and a wait of hours looks like a
 * process that hangs. Closing does wait, since what can't be closed would never be freed.
 */
final class SoleUse {

  private final ReentrantLock lock = new ReentrantLock();
  private final String what;

  /** Whose use it is and for what; null for nobody's. */
  private volatile @Nullable String use;

  /** What is used, for messages. */
  SoleUse(String what) {
    this.what = what;
  }

  /**
   * Begins a use, which may be inside another one of the same thread.
   *
   * @param purpose such as {@code sampling}
   * @throws IllegalStateException naming the thread that uses it
   */
  LanguageModel.Use begin(String purpose) {
    if (!lock.tryLock()) {
      String other = use;
      throw new IllegalStateException(
          "%s can't be used for %s by thread %s: %s; wait until that is done, or load the model once"
                  .formatted(what, purpose, name(), other == null ? "another uses it" : other)
              + " more");
    }
    String outer = use;
    use = "thread %s uses it for %s".formatted(name(), purpose);
    return () -> {
      use = outer;
      lock.unlock();
    };
  }

  /**
   * Runs a closing once the use that is going on has ended.
   *
   * @throws IllegalStateException if that is the calling thread's own
   */
  void close(Runnable closing) {
    checkState(
        !lock.isHeldByCurrentThread(),
        "%s can't be closed: %s, which is the closing one itself; close it after that",
        what,
        use);
    lock.lock();
    try {
      use = "thread %s closes it".formatted(name());
      closing.run();
    } finally {
      use = null;
      lock.unlock();
    }
  }

  private static String name() {
    return Thread.currentThread().getName();
  }
}
