package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeHeapTest {

  private static final int BLOCK = 16 << 20;
  private static final int PAGE = 4096;

  @Test
  void aBlockThatWasFreedIsTakenAgainWithoutFaults() throws Exception {
    assertThat(faultsOfOneBlock(List.of())).isLessThan(BLOCK / PAGE / 2);
  }

  @Test
  void whatTheEnvironmentSaysIsLeftAlone() throws Exception {
    assertThat(faultsOfOneBlock(List.of("env", "MALLOC_MMAP_THRESHOLD_=65536")))
        .isGreaterThanOrEqualTo(BLOCK / PAGE);
  }

  private static int faultsOfOneBlock(List<String> launcher) throws Exception {
    return Integer.parseInt(ChildJvm.output(launcher, List.of(), Blocks.class).get(0));
  }

  /** Takes a block and frees it, again and again; prints the page faults of each but the first. */
  static final class Blocks {

    private static final int TIMES = 10;

    public static void main(String[] args) throws Exception {
      NativeHeap.keepFreed(System.getenv());
      Thread worker = new Thread(Blocks::report); // the heap of threads that start from now on
      worker.start();
      worker.join();
    }

    private static void report() {
      touchOne();
      long before = faults();
      for (int time = 0; time < TIMES; time++) {
        touchOne();
      }
      System.out.println((faults() - before) / TIMES);
    }

    private static void touchOne() {
      try (Memory block = new Memory(BLOCK)) {
        block.clear();
      }
    }

    /** Minor faults of this process: the tenth field of its stat file. */
    private static long faults() {
      try {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')')).split(" ", -1)[8]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
