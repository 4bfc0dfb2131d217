package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No change to a valid input does worse than an illegal argument, or takes a second. */
class FuzzTest {

  private static final int INPUTS = 1_000;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void changed_inputs_are_read_or_refused(FuzzTarget target) {
    Fuzzing fuzzing =
        assertTimeoutPreemptively(
            Duration.ofMinutes(5), () -> new Fuzzing(target, temp).run(INPUTS, 1));
    assertThat(fuzzing.failures()).isEmpty();
    // a change may be harmless, but not every one is
    assertThat(fuzzing.accepted()).isBetween(1, INPUTS * 9 / 10);
    assertThat(fuzzing.accepted() + fuzzing.refused()).isEqualTo(INPUTS);
  }

  @ParameterizedTest
  @EnumSource
  void inputs_to_start_from_are_valid(FuzzTarget target) throws Exception {
    for (byte[] seed : target.seeds()) {
      Path file = temp.resolve("seed" + target.suffix());
      Files.write(file, seed);
      target.read(file);
    }
  }
}
