package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded experiment at its smallest: 4 problems, 2 samples, 1 kept, 8 held-out problems. */
class PruneCommandTest {

  private static final Object[] SMALL = {"prune", "--problems", 4, "--k", 2, "--held-out", 8};

  @TempDir Path directory;

  private Launch prune(Object... more) {
    Object[] args = new Object[SMALL.length + more.length + 2];
    System.arraycopy(SMALL, 0, args, 0, SMALL.length);
    System.arraycopy(more, 0, args, SMALL.length, more.length);
    args[args.length - 2] = "--out";
    args[args.length - 1] = directory;
    return Launch.of(args);
  }

  @Test
  void people_see_progress_solutions_and_the_table() throws IOException {
    Launch launch = prune().succeeds();

    assertThat(launch.out())
        .contains("Level 1: Start with", "before: ", "### T = 1", "| all ")
        .contains("results: " + directory);
    assertThat(launch.err())
        .contains("sample: 8 of 8 solutions in ", "reference log-probs: 4 of 4 solutions")
        .contains("train: 1 of 1 steps", "evaluate policy (greedy): 8 of 8 solutions");
    for (String file :
        List.of("manifest.json", "samples.jsonl", "metrics.jsonl", "report.md", "lengths.svg")) {
      assertThat(directory.resolve(file)).isNotEmptyFile();
    }
    try (LanguageModel pruned = LanguageModel.load(directory.resolve("model"))) {
      assertThat(pruned.parameters()).isPositive();
    }
    assertThat(Files.readAllLines(directory.resolve("samples.jsonl"))).hasSize(8);
    JsonObject settings =
        Json.readObject(directory.resolve("manifest.json")).getAsJsonObject("settings");
    assertThat(settings.get("heldOutProblems").getAsInt()).isEqualTo(8);
    assertThat(settings.keySet()).contains("sampling", "evaluations", "lambda", "optimizer");
  }

  @Test
  void programs_get_a_line_per_decoding_and_level_and_nothing_else() {
    List<JsonObject> lines =
        prune("--json", "--seed", 2, "--check-every", 1, "--roll-back", "--keep-checkpoints", 1)
            .succeeds()
            .json();

    // greedy and T = 1, each overall and at 4 levels; then where it is
    assertThat(lines).hasSize(2 * (1 + 4) + 1);
    JsonObject first = lines.get(0);
    assertThat(first.get("decoding").getAsString()).isEqualTo("greedy");
    assertThat(first.get("level").isJsonNull()).isTrue();
    assertThat(first.keySet()).contains("accuracy", "tokens", "aes", "reference", "seconds");
    JsonObject last = lines.get(10);
    assertThat(last.get("directory").getAsString()).isEqualTo(directory.toString());
    assertThat(last.getAsJsonObject("stageSeconds").asMap().values())
        .isNotEmpty()
        .extracting(JsonElement::getAsDouble)
        .allMatch(seconds -> seconds > 0);
    // one of 4 problems is checked on before and after the one step
    assertThat(directory.resolve("samples.jsonl")).content().hasLineCount(3 * 2);
    assertThat(directory.resolve("events.jsonl")).content().contains("{\"step\":1,\"accuracy\":");
  }

  @Test
  void a_finished_run_is_shown_again_and_another_is_refused() {
    Launch first = prune().succeeds();
    Launch again = prune().succeeds();

    assertThat(again.out()).isEqualTo(first.out());
    assertThat(again.err().lines())
        .containsExactly(directory + " holds this run, finished: these are its results");
    prune("--seed", 2).refuses("run.json is of results with another", "give another path");
  }

  @Test
  void one_sample_is_not_enough() {
    Launch.of("prune", "--k", 1, "--out", directory).refuses("k must be at least 2 but was 1");
  }
}
