package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.EngineException;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.run.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory that runs out while a process of its own samples: {@code prlimit} of util-linux takes its
 * address space away. The tiny model with a context of 2^20 tokens holds 128 MiB of keys and values
 * a slot: 2 layers x 2 heads x 4 numbers of 4 bytes, twice.
 */
class MemoryLimitTest {

  private static final int CONTEXT = 1 << 20;
  private static final SamplingSettings SETTINGS =
      SamplingSettings.defaults().maxTokens(CONTEXT).samples(4).seed(3);

  @TempDir Path temp;

  @Test
  void the_batch_shrinks_until_it_fits_and_draws_the_same_solutions() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is of Linux");
    Path model =
        TinyModel.copy(temp, config -> config.addProperty("max_position_embeddings", CONTEXT));
    List<String> said =
        ChildJvm.output(
            List.of(),
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dai.djl.offline=true"),
            MemoryLimitTest.class,
            model);

    // 4 slots are 512 MiB and don't fit into 384, 2 are 256 and do; 96 MiB are too few for one
    assertThat(said)
        .anyMatch(line -> line.contains("solutions: the same, halvings: 1"))
        .anyMatch(line -> line.contains("out of memory with 4 slots, 512.0 MiB of keys"))
        .anyMatch(
            line ->
                line.contains("not enough memory to sample even one solution at a time: 128.0 MiB")
                    && line.contains("1048575 positions at F32")
                    && line.contains("set fewer tokens"));
  }

  @Test
  void only_want_of_memory_is_taken_for_it() {
    assertThat(
            OutOfMemory.is(
                new EngineException("DefaultCPUAllocator: can't allocate memory: you tried")))
        .isTrue();
    assertThat(OutOfMemory.is(new EngineException("CUDA out of memory. Tried to allocate")))
        .isTrue();
    assertThat(OutOfMemory.is(new EngineException("index out of range"))).isFalse();
  }

  /** Samples the model of a directory, then with less and less memory. */
  public static void main(String[] args) throws Exception {
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
      List<DecodingReport> reports = new ArrayList<>();
      EngineSampler sampler =
          new EngineSampler(
              model, EngineSettings.defaults().cacheBytes(Long.MAX_VALUE), reports::add);
      List<Prompt> prompts = List.of(new Prompt("p", ImmutableIntArray.of(1, 2, 3)));
      List<Solution> whole =
          new EngineSampler(model, EngineSettings.defaults().slots(1)).sample(prompts, SETTINGS);
      leave(384);
      List<Solution> shrunk = sampler.sample(prompts, SETTINGS);
      System.out.printf(
          "solutions: %s, halvings: %d%n",
          shrunk.equals(whole) ? "the same" : "others", reports.get(0).halvings());
      leave(96);
      try {
        sampler.sample(prompts, SETTINGS);
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Leaves this process so many MiB more than it has now. */
  private static void leave(int mebibytes) throws IOException, InterruptedException {
    long now =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmSize:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElseThrow();
    int code =
        new ProcessBuilder(
                "/usr/bin/prlimit",
                "--pid",
                Long.toString(ProcessHandle.current().pid()),
                "--as=" + (now + (long) mebibytes * (1 << 20)) + ":unlimited")
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new AssertionError("prlimit ended with " + code);
    }
  }
}
