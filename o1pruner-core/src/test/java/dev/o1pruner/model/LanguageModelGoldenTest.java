package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against values computed in float64 numpy by somebody else's code. */
class LanguageModelGoldenTest {

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "tiny-qwen2"})
  void logits_agree_at_every_prompt_position(String name) {
    JsonObject golden = SharedModels.golden(name);
    try (LanguageModel model = LanguageModel.load(SharedModels.directory(name))) {
      float[][] logits = model.logits(SharedModels.ids(golden.get("prompt_ids")));
      JsonArray rows = golden.getAsJsonArray("prompt_logits_all_positions");
      for (int t = 0; t < rows.size(); t++) {
        JsonArray row = rows.get(t).getAsJsonArray();
        for (int v = 0; v < row.size(); v++) {
          assertThat((double) logits[t][v]).isCloseTo(row.get(v).getAsDouble(), within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"stories260K, greedy_new_ids_100", "tiny-qwen2, greedy_new_ids_40"})
  void greedy_decoding_gives_the_same_tokens(String name, String field) {
    JsonObject golden = SharedModels.golden(name);
    ImmutableIntArray expected = SharedModels.ids(golden.get(field));
    try (LanguageModel model = LanguageModel.load(SharedModels.directory(name))) {
      Prompt prompt = new Prompt("golden", SharedModels.ids(golden.get("prompt_ids")));
      Solution solution =
          new EngineSampler(model)
              .sample(List.of(prompt), SamplingSettings.greedy().maxTokens(expected.length()))
              .get(0);
      assertThat(solution.tokenIds()).isEqualTo(expected);
    }
  }

  @Test
  void token_log_probs_agree() {
    JsonObject golden = SharedModels.golden("stories260K");
    ImmutableIntArray ids = SharedModels.ids(golden.get("scored_ids"));
    JsonArray expected = golden.getAsJsonArray("scored_token_logprobs");
    try (LanguageModel model = LanguageModel.load(SharedModels.directory("stories260K"))) {
      float[] logProbs =
          model
              .logProbs(
                  List.of(new TokenSequence(ids.subArray(0, 1), ids.subArray(1, ids.length()))))
              .get(0);
      for (int t = 0; t < logProbs.length; t++) {
        assertThat((double) logProbs[t]).isCloseTo(expected.get(t).getAsDouble(), within(1e-4));
      }
    }
  }

  @Test
  void mean_log_prob_of_a_model_with_biases_and_an_untied_head_agrees() {
    JsonObject golden = SharedModels.golden("tiny-qwen2");
    ImmutableIntArray ids = SharedModels.ids(golden.get("scored_ids"));
    try (LanguageModel model = LanguageModel.load(SharedModels.directory("tiny-qwen2"))) {
      float[] logProbs =
          model
              .logProbs(
                  List.of(new TokenSequence(ids.subArray(0, 1), ids.subArray(1, ids.length()))))
              .get(0);
      double sum = 0;
      for (float logProb : logProbs) {
        sum += logProb;
      }
      assertThat(-sum / logProbs.length)
          .isCloseTo(golden.get("scored_mean_nll").getAsDouble(), within(1e-5));
    }
  }

  @Test
  void the_tokenizer_encodes_as_hugging_face_does() {
    try (Tokenizer tokenizer =
        Tokenizer.load(SharedModels.directory("stories260K").resolve("tokenizer.json"))) {
      for (JsonElement element :
          SharedModels.golden("stories260K").getAsJsonArray("tokenizer_cases")) {
        JsonObject example = element.getAsJsonObject();
        assertThat(tokenizer.encode(example.get("text").getAsString(), true))
            .isEqualTo(SharedModels.ids(example.get("ids")));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0.3", "F16, 0.05"})
  void sixteen_bit_weights_give_nearly_the_same_logits(Precision precision, double tolerance) {
    JsonObject golden = SharedModels.golden("stories260K");
    try (LanguageModel model =
        LanguageModel.load(SharedModels.directory("stories260K"), Device.cpu(), precision)) {
      float[][] logits = model.logits(SharedModels.ids(golden.get("prompt_ids")));
      JsonArray rows = golden.getAsJsonArray("prompt_logits_all_positions");
      for (int t = 0; t < rows.size(); t++) {
        for (int v = 0; v < logits[t].length; v++) {
          assertThat((double) logits[t][v])
              .isCloseTo(rows.get(t).getAsJsonArray().get(v).getAsDouble(), within(tolerance));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "tiny-qwen2"})
  void a_saved_file_read_by_other_code_holds_the_original_tensors(String name, @TempDir Path temp) {
    Path original = SharedModels.directory(name);
    try (LanguageModel model = LanguageModel.load(original)) {
      model.save(temp);
    }

    assertThat(PlainSafetensors.read(temp.resolve("model.safetensors")))
        .containsExactlyInAnyOrderEntriesOf(
            PlainSafetensors.read(original.resolve("model.safetensors")));
  }
}
