package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code prune} on a file system that is full, by hand: it takes root to make one.
 *
 * <pre>
 * mount -t tmpfs -o size=24m tmpfs /mnt/small
 * mvn test -pl o1pruner-examples -am -Dtest=FullDiskTest -DfullDisk=/mnt/small \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class FullDiskTest {

  private static final List<String> COMMAND =
      List.of("prune", "--problems", "48", "--k", "4", "--held-out", "4");
  private static final int BLOCK = 4096;

  @TempDir Path temp;

  @Test
  void a_run_that_finds_no_room_at_any_write_goes_on_when_there_is_some() throws IOException {
    String disk = System.getProperty("fullDisk");
    assumeTrue(disk != null, "-DfullDisk=DIR names a small file system");
    KilledRun whole = new KilledRun(temp.resolve("whole"), COMMAND);
    prune(whole.directory()).succeeds();
    Path ballast = Path.of(disk).resolve("ballast");
    KilledRun starved = new KilledRun(Path.of(disk).resolve("run"), COMMAND);
    TreeMap<String, Integer> failures = new TreeMap<>();

    int code = 2;
    for (long room = 0; code != 0; room += Math.max(BLOCK, room / 4 / BLOCK * BLOCK)) {
      fill(ballast, room);
      Launch launch = prune(starved.directory());
      code = launch.code();
      if (code != 0) {
        String last = launch.err().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(last)
            .startsWith("o1pruner")
            .contains("No space left on device")
            .doesNotContain("Exception");
        failures.merge(last.replaceAll("^o1pruner[^:]*: |[0-9]+ solutions.*", ""), 1, Integer::sum);
      }
    }

    failures.forEach((message, times) -> System.out.printf("%d x %s%n", times, message));
    assertThat(starved.files()).isEqualTo(whole.files());
  }

  private static Launch prune(Path directory) {
    List<Object> args = new ArrayList<>(COMMAND);
    args.addAll(List.of("--out", directory));
    return Launch.of(args.toArray());
  }

  /** Leaves so many bytes of a file system free. */
  private static void fill(Path ballast, long room) throws IOException {
    Files.deleteIfExists(ballast);
    long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
    Files.write(ballast, new byte[(int) Math.max(0, free - room)]);
  }
}
