package dev.o1pruner.model.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Threads side by side: their share of libtorch's, and what becomes of failures. */
class ComputeThreadsTest {

  private static NDManager engine;
  private static int before;

  @BeforeAll
  static void four_threads_whatever_the_machine_has() {
    engine = NDManager.newBaseManager("PyTorch");
    before = ComputeThreads.available();
    ai.djl.pytorch.jni.JniUtils.setNumThreads(4);
  }

  @AfterAll
  static void as_before() {
    ai.djl.pytorch.jni.JniUtils.setNumThreads(before);
    engine.close();
  }

  @Test
  void each_thread_has_its_share_and_the_caller_keeps_all() throws InterruptedException {
    Set<Integer> shares = ConcurrentHashMap.newKeySet();
    AtomicInteger later = new AtomicInteger();

    try (ComputeThreads threads = new ComputeThreads(2)) {
      threads.each(Collections.nCopies(2, () -> shares.add(ComputeThreads.available())));
      Thread other = new Thread(() -> later.set(ComputeThreads.available()));
      other.start();
      other.join();
    }

    assertThat(shares).containsExactly(2);
    assertThat(ComputeThreads.available()).isEqualTo(4);
    assertThat(later).hasValue(4);
  }

  @Test
  void more_threads_than_libtorch_has_get_one_each() {
    Set<Integer> shares = ConcurrentHashMap.newKeySet();

    try (ComputeThreads threads = new ComputeThreads(5)) {
      threads.each(Collections.nCopies(5, () -> shares.add(ComputeThreads.available())));
    }

    assertThat(shares).containsExactly(1);
  }

  @Test
  void one_thread_is_the_callers() {
    try (ComputeThreads threads = new ComputeThreads(1)) {
      Thread[] seen = new Thread[1];
      threads.each(List.of(() -> seen[0] = Thread.currentThread()));

      assertThat(seen[0]).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void tasks_run_at_the_same_time() {
    CountDownLatch both = new CountDownLatch(2);
    Runnable meet =
        () -> {
          both.countDown();
          await(both);
        };

    try (ComputeThreads threads = new ComputeThreads(2)) {
      threads.each(List.of(meet, meet)); // one after the other, the first would wait for ever
    }

    assertThat(both.getCount()).isZero();
  }

  @Test
  void the_first_failure_is_thrown_once_every_task_has_ended() {
    AtomicInteger ended = new AtomicInteger();
    Runnable fails =
        () -> {
          throw new IllegalStateException("first");
        };

    try (ComputeThreads threads = new ComputeThreads(2)) {
      assertThatThrownBy(() -> threads.each(List.of(fails, ended::incrementAndGet)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("first");
    }

    assertThat(ended).hasValue(1);
  }

  @Test
  void an_interrupted_caller_still_waits_and_stays_interrupted() {
    AtomicInteger ended = new AtomicInteger();

    try (ComputeThreads threads = new ComputeThreads(2)) {
      Thread.currentThread().interrupt();
      threads.each(List.of(ended::incrementAndGet, ended::incrementAndGet));
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).hasValue(2);
  }

  @Test
  void no_thread_at_all_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComputeThreads(0))
        .withMessageContaining("0");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
