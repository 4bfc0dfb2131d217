package dev.o1pruner.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledSamplingTest {

  @TempDir Path temp;

  @Test
  void killed_at_random_moments_a_sampling_loses_and_doubles_nothing() throws Exception {
    KilledSampling killed = new KilledSampling(temp.resolve("samples.jsonl"), 1);
    killed.run(10); // each is a Java process, which takes a while to start
    assertThat(killed.files()).isPositive();
    assertThat(killed.killedWhileSampling()).isPositive();
  }
}
