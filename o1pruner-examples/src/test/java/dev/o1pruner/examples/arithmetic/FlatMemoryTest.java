package dev.o1pruner.examples.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.o1pruner.run.ResidentMemory;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The short form of what docs/robustness.md tells of 1,000 steps and 10,000 solutions. */
class FlatMemoryTest {

  private static final Pattern LINE =
      Pattern.compile("\\| \\d+ \\| \\d+ \\| ([0-9.]+) \\| (.+) \\|");

  @Test
  void memory_stays_flat_after_a_warm_up() throws Exception {
    assumeTrue(ResidentMemory.now().isPresent(), "resident memory is told on Linux only");
    // the heap is touched as a whole at the start, so that resident memory grows by native only
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                FlatMemory.class.getName(),
                "6",
                "8",
                "20")
            .redirectErrorStream(true)
            .start();
    List<String> said;
    try (BufferedReader out = process.inputReader()) {
      said = out.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    List<Double> resident = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    for (String line : said) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        resident.add(Double.parseDouble(matcher.group(1)));
        heap.add(Double.parseDouble(matcher.group(2)));
      }
    }

    // gradients and moments of one step are 6 MiB, so keeping one array set a step would be 192;
    // of the last three the least, since what the allocator holds for the while goes up and down
    assertThat(resident).hasSize(6);
    assertThat(Collections.min(resident.subList(3, 6)) - resident.get(1)).isLessThan(80);
    assertThat(heap.get(5) - heap.get(1)).isLessThan(4);
  }
}
