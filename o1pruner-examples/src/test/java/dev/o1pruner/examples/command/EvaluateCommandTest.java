package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

  private static final String[] SUMMARY = {
    "problems",
    "solutions",
    "accuracy",
    "accuracyInterval",
    "tokens",
    "tokensInterval",
    "tokensIfCorrect",
    "tokensIfWrong",
    "truncated"
  };

  @TempDir private Path folder;
  private Path problems;

  @BeforeEach
  void write_problems() throws IOException {
    problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"),
            "{\"id\":\"a\",\"problem\":\"w1 w2\",\"answer\":\"100\",\"level\":1}",
            "{\"id\":\"b\",\"problem\":\"w3\",\"answer\":\"100\",\"level\":2}",
            "{\"id\":\"c\",\"problem\":\"w4 w5\",\"answer\":\"100\",\"level\":2}");
  }

  private Launch evaluate(String... more) {
    Object[] args = new Object[7 + more.length];
    Object[] fixed = {
      "evaluate", "--model", TestModels.tiny(), "--problems", problems, "--max-tokens", 9
    };
    System.arraycopy(fixed, 0, args, 0, fixed.length);
    System.arraycopy(more, 0, args, fixed.length, more.length);
    return Launch.of(args);
  }

  @Test
  void prints_a_table_to_people() {
    Launch launch = evaluate().succeeds();
    assertThat(launch.out().lines().map(line -> line.split(" ", 2)[0]).limit(4))
        .containsExactly("level", "all", "1", "2");
    assertThat(launch.err()).contains("evaluating: 3 of 3 solutions in ");
  }

  @Test
  void prints_an_object_overall_and_one_per_level_as_json() {
    List<JsonObject> lines = evaluate("--samples", "2", "--temperature", "1", "--json").json();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).keySet()).contains(SUMMARY).contains("level", "seconds");
    assertThat(lines.get(0).get("level").isJsonNull()).isTrue();
    assertThat(lines.get(0).get("solutions").getAsInt()).isEqualTo(6);
    assertThat(lines.get(0).get("accuracy").getAsDouble()).isZero(); // no word is 100
    assertThat(lines.get(0).get("tokensIfCorrect").isJsonNull()).isTrue();
    assertThat(lines.get(0).getAsJsonArray("tokensInterval")).hasSize(2);
    assertThat(lines.get(2).get("level").getAsString()).isEqualTo("2");
    assertThat(lines.get(2).get("problems").getAsInt()).isEqualTo(2);
  }

  @Test
  void compares_with_a_reference() {
    String reference = TestModels.tinyWithOtherWeights(folder.resolve("reference")).toString();
    Launch people = evaluate("--against", reference).succeeds();
    assertThat(people.out()).startsWith(reference + " → ").contains("| level |", "AES");

    List<JsonObject> lines = evaluate("--against", reference, "--json").succeeds().json();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).keySet())
        .contains(SUMMARY)
        .contains("reference", "seconds", "lengthSaving", "lengthSavingInterval")
        .contains("accuracyGain", "accuracyGainInterval", "aes", "aesInterval");
    assertThat(lines.get(0).getAsJsonObject("reference").keySet())
        .contains(SUMMARY)
        .contains("seconds");
    // relative to a reference that solves nothing there is no gain
    assertThat(lines.get(0).get("aes").isJsonNull()).isTrue();
    assertThat(lines.get(0).get("aesInterval").isJsonNull()).isTrue();
  }

  @Test
  void bad_input_is_refused_before_anything_is_evaluated() throws IOException {
    evaluate("--against", "gone").refuses("model directory gone does not exist");
    evaluate("--samples", "0").refuses("--samples must be at least 1 but was 0");
    TestModels.lines(
        problems, "{\"id\":\"long\",\"problem\":\"" + "w1 ".repeat(130) + "\",\"answer\":1}");
    evaluate().refuses("the prompt of problem long has 130 tokens", TestModels.tiny());
    TestModels.lines(problems, "", "{\"id\":\"a\"}");
    evaluate()
        .refuses(
            problems + ":2: fields [id] are not those of any known format", "--skip-bad-lines");
    TestModels.lines(problems);
    evaluate("--json").refuses(problems + " holds no problem");
  }
}
