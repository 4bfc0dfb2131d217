package dev.o1pruner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTest {

  @Test
  void every_part_but_the_peers_gives_a_figure(@TempDir Path temp) throws Exception {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    new Suite(
            new Suite.Settings(1, 1, List.of(), 16, true, "none", null),
            temp,
            new PrintStream(progress, true, StandardCharsets.UTF_8))
        .run()
        .print(new PrintStream(printed, true, StandardCharsets.UTF_8));

    // a number above 0 and its range, of one run
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.matches("\\| tiny, 64 rows x 16 .*packed \\| [1-9]\\d* .*"))
        .anyMatch(line -> line.matches("\\| tiny, presampling 4 x 16.*64 slots \\| [1-9]\\d* .*"))
        .anyMatch(
            line ->
                line.matches("\\| tiny, training 2 x 8 \\| o1pruner f32, ms \\| [1-9][\\d.]* .*"))
        .anyMatch(
            line -> line.matches("\\| tiny, training 2 x 8 \\| planned peak, MiB \\| \\d+ .*"))
        .anyMatch(line -> line.matches("\\| Product, micro.*held F32 packed.* \\| \\d+ .*"))
        .anyMatch(line -> line.matches("\\| Choice, micro.* from top-p 0.95.* \\| \\d+ .*"))
        .anyMatch(line -> line.matches("\\| Scoring, micro.* columns 4096.* \\| \\d+ .*"))
        .anyMatch(line -> line.matches(".*useful, % \\| \\d{2}\\.\\d \\|"));
  }
}
