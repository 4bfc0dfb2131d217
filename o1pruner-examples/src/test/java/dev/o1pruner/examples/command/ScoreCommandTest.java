package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {

  private static Launch score(Path model, String prompt, String completion, String... more) {
    Object[] args = new Object[7 + more.length];
    Object[] fixed = {"score", "--model", model, "--prompt", prompt, "--completion", completion};
    System.arraycopy(fixed, 0, args, 0, fixed.length);
    System.arraycopy(more, 0, args, fixed.length, more.length);
    return Launch.of(args);
  }

  @Test
  void prints_one_object_as_json() {
    JsonObject line =
        score(TestModels.tiny(), "w1 w2", " w3 w4", "--json").succeeds().json().get(0);
    assertThat(line.keySet()).containsExactly("promptTokenIds", "tokenIds", "logProbs", "sum");
    assertThat(line.get("promptTokenIds").toString()).isEqualTo("[1,2]");
    assertThat(line.get("tokenIds").toString()).isEqualTo("[3,4]");
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      double logProb = line.getAsJsonArray("logProbs").get(i).getAsDouble();
      assertThat(logProb).isNegative();
      sum += logProb;
    }
    assertThat(line.get("sum").getAsDouble()).isCloseTo(sum, within(1e-5)); // floats, printed
  }

  @Test
  void prints_a_table_to_people() {
    Launch launch = score(TestModels.tiny(), "w1 w2", " w3 w4").succeeds();
    assertThat(launch.out().lines()).hasSize(4);
    assertThat(launch.out()).contains("token", "log-prob", "w3", "2 tokens, sum", "perplexity");
  }

  /** However the text is split, the later tokens have the same log-probabilities. */
  @ParameterizedTest
  @ValueSource(ints = {0, 12, 20, 30})
  void log_probs_are_those_of_an_independent_implementation(int split) {
    Path model = TestModels.shared("models", "stories260K");
    JsonObject golden = Json.readObject(model.resolve("golden.json"));
    String text = golden.get("scored_text").getAsString();
    JsonObject line =
        score(model, text.substring(0, split), text.substring(split), "--raw", "--json")
            .succeeds()
            .json()
            .get(0);
    JsonArray ids = line.getAsJsonArray("promptTokenIds").deepCopy();
    int prompt = ids.size();
    ids.addAll(line.getAsJsonArray("tokenIds"));
    assertThat(ids).isEqualTo(golden.get("scored_ids"));
    JsonArray logProbs = line.getAsJsonArray("logProbs");
    for (int i = 0; i < logProbs.size(); i++) {
      // the first token of all is given, not predicted
      double expected =
          golden.getAsJsonArray("scored_token_logprobs").get(prompt - 1 + i).getAsDouble();
      assertThat(logProbs.get(i).getAsDouble()).isCloseTo(expected, within(1e-4)); // float32
    }
  }

  @Test
  void a_completion_whose_first_letters_belong_to_the_prompts_last_token_is_encoded_alone() {
    Path model = TestModels.shared("models", "stories260K");
    JsonObject line =
        score(model, "Once upon a ti", "me", "--raw", "--json").succeeds().json().get(0);
    JsonObject alone = score(model, "Once upon a ti", "me", "--json").succeeds().json().get(0);
    assertThat(line).isEqualTo(alone);
    assertThat(line.getAsJsonArray("tokenIds")).isNotEmpty();
  }

  @Test
  void what_cannot_be_scored_is_refused() {
    score(TestModels.tiny(), "w1", "").refuses("--completion is empty");
    score(TestModels.tiny(), "w1", " ").refuses("the completion \" \" has no tokens");
    score(TestModels.tiny(), "w1", " w2".repeat(129))
        .refuses("129 tokens", "128", "max_position_embeddings");
    score(TestModels.tiny(), "w1 ".repeat(128), "w2").refuses("the prompt has 128 tokens");
    score(Path.of("gone"), "w1", "w2").refuses("model directory gone does not exist");
  }
}
