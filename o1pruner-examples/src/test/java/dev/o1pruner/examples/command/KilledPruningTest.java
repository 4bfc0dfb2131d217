package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.o1pruner.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed or asked to stop: 48 problems, 2 of 4 samples kept, 3 steps. With
 * {@code -Dkills=N} and {@code -DcompareKills=N} others are killed N times at random instants.
 */
class KilledPruningTest {

  private static final List<String> SMALL =
      List.of("prune", "--problems", "48", "--k", "4", "--held-out", "4");
  private static final List<String> MORE_STEPS =
      List.of("prune", "--problems", "96", "--k", "4", "--held-out", "8");
  private static final List<String> COMPARE =
      List.of("compare", "--problems", "8", "--k", "4", "--held-out", "4");

  @TempDir static Path folder;

  private static KilledRun whole;

  @BeforeAll
  static void leave_one_alone() {
    whole = new KilledRun(folder.resolve("whole"), SMALL);
    List<Object> args = new ArrayList<>(SMALL);
    args.addAll(List.of("--out", whole.directory()));
    Launch.of(args.toArray()).succeeds();
  }

  @Test
  void killed_again_and_again_it_leaves_the_same_files() throws Exception {
    KilledRun killed = new KilledRun(folder.resolve("killed"), SMALL);
    Random random = new Random();
    killed.killAfter("samples.partial.jsonl", random.nextInt(1000));
    killed.killAfter("metrics.jsonl", random.nextInt(500));
    killed.finish();

    assertThat(killed.files()).isEqualTo(whole.files());
  }

  /** By hand: {@code mvn test -Dtest=KilledPruningTest -Dkills=100} and so on. */
  @Test
  void killed_at_random_instants_it_leaves_the_same_files() throws Exception {
    int kills = Integer.getInteger("kills", 0);
    assumeTrue(kills > 0, "-Dkills=100 kills 100 times");
    new KillCampaign(folder.resolve("random"), MORE_STEPS, new Random()).killInEveryStage(kills);
  }

  /** By hand: {@code mvn test -Dtest=KilledPruningTest -DcompareKills=20} and so on. */
  @Test
  void compare_killed_at_random_instants_leaves_the_same_files() throws Exception {
    int kills = Integer.getInteger("compareKills", 0);
    assumeTrue(kills > 0, "-DcompareKills=20 kills 20 times");
    new KillCampaign(folder.resolve("compare"), COMPARE, new Random()).killWithin(6, kills);
  }

  @Test
  void asked_to_stop_it_finishes_the_step_and_says_how_to_go_on() throws Exception {
    KilledRun stopped = new KilledRun(folder.resolve("stopped"), SMALL);
    Process process = stopped.start();
    try {
      Path metrics = stopped.directory().resolve("metrics.jsonl");
      for (int tenths = 0; !Files.exists(metrics) && tenths < 1200; tenths++) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
      }
      process.destroy(); // SIGTERM
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    // 128 + 15; a step that was the last one is followed by the evaluation, which stops at once
    assertThat(process.exitValue()).as(Files.readString(stopped.log())).isEqualTo(143);
    assertThat(Files.readString(stopped.log()))
        .containsPattern("stopped: \\w+ was interrupted when \\d+ of \\d+ \\w+ were")
        .contains("the same command line goes on from there")
        .doesNotContain("Exception", "\tat ");
    assertThat(stopped.directory().resolve("checkpoint"))
        .isDirectoryContaining("glob:**training-*.safetensors");

    stopped.finish();
    assertThat(Files.readString(stopped.log())).contains("  goes on after step ");
    assertThat(stopped.files()).isEqualTo(whole.files());
    assertThat(Json.readObject(stopped.directory().resolve("manifest.json")).has("stageSeconds"))
        .isTrue();
  }
}
