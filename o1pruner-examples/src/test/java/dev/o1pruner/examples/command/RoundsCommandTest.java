package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds of two problems on a model of 40 words. */
class RoundsCommandTest {

  @TempDir private Path folder;
  private Path problems;
  private Path out;

  @BeforeEach
  void write_problems() throws IOException {
    out = folder.resolve("run");
    problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"),
            "{\"id\":\"one\",\"problem\":\"w1 w2 w3\",\"answer\":\"3\"}",
            "{\"id\":\"two\",\"problem\":\"w4\",\"answer\":\"4\"}");
  }

  private Launch launch(Object... more) {
    Object[] args = {"rounds", "--model", TestModels.tiny(), "--problems", problems, "--out", out};
    return Launch.of(Stream.of(args, more).flatMap(Arrays::stream).toArray());
  }

  private Launch rounds(Object... more) {
    Object[] small = {
      "--max-tokens", 9, "--k", 4, "--problems-per-round", 2, "--learning-rate", 0.01
    };
    return launch(Stream.of(small, more).flatMap(Arrays::stream).toArray());
  }

  @Test
  void a_model_is_trained_round_by_round_and_saved() {
    Launch launch = rounds("--rounds", 2).succeeds();

    assertThat(launch.out().lines().toList())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("round 1 of 2: ").contains(" of 8 solutions");
              assertThat(lines.get(1)).startsWith("round 2 of 2: ").endsWith("trained on 8");
              assertThat(lines.get(2)).isEqualTo("trained model: " + out.resolve("model"));
            });
    assertThat(launch.err()).contains("sample: 8 of 8 solutions", "train: 1 of 1 steps");
    for (String file : List.of("settings.json", "metrics.jsonl", "rounds.jsonl")) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
    try (LanguageModel before = LanguageModel.load(TestModels.tiny());
        LanguageModel after = LanguageModel.load(out.resolve("model"))) {
      assertThat(after.weights().get(1).toFloatArray())
          .isNotEqualTo(before.weights().get(1).toFloatArray());
    }
  }

  @Test
  void a_finished_run_is_gone_on_with_by_nothing_and_one_of_other_settings_refused() {
    List<JsonObject> lines = rounds("--rounds", 1, "--json").succeeds().json();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).keySet())
        .containsExactly(
            "round",
            "rounds",
            "problems",
            "tries",
            "solutions",
            "accuracy",
            "meanLength",
            "meanReward",
            "trainedOn",
            "dropped",
            "truncated");
    assertThat(lines.get(1).get("directory").getAsString()).isEqualTo(out.toString());

    Launch again = rounds("--rounds", 1, "--json").succeeds();
    assertThat(again.json()).hasSize(1);
    assertThat(again.err()).contains("1 of 1 rounds were done already");
    rounds("--rounds", 1, "--lambda", 3).refuses("another reward", "lambda 2.0", "lambda 3.0");
    rounds("--rounds", 1, "--method", "gspo").refuses("another method", "GSPO");
    rounds("--rounds", 1, "--train", "lora").refuses("another trainable");
  }

  @ParameterizedTest
  @EnumSource(RoundsMethod.class)
  void each_method_has_a_name(RoundsMethod method) throws IOException {
    rounds("--rounds", 1, "--method", method, "--hard-limit", 5, "--train", "lora:2").succeeds();

    assertThat(Files.readString(out.resolve("settings.json"))).contains("hard limit 5");
    assertThat(out.resolve("adapter")).exists();
  }

  @Test
  void bad_input_is_refused_before_the_model_is_loaded() {
    launch("--method", "ppo").refuses("--method", "ppo", "dr-grpo");
    launch("--k", 1).refuses("--k must be at least 2 but was 1");
    launch("--rounds", 0).refuses("rounds must be positive but was 0");
    launch("--slots", 0).refuses("--slots must be at least 1 but was 0");
    launch("--problems-per-round", 3)
        .refuses("--problems-per-round is 3, but there are only 2 problems");
    assertThat(out).doesNotExist();
  }
}
