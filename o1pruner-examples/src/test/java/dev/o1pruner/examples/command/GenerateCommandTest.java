package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {

  @TempDir private Path folder;

  @Test
  void prints_the_text_of_each_sample_to_people() {
    Launch launch =
        Launch.of("generate", "--model", TestModels.tiny(), "--prompt", "w1 w2", "--max-tokens", 3)
            .succeeds();
    assertThat(launch.out()).startsWith("[sample 0: ").contains(" tokens, ", "\n");
    assertThat(launch.err()).isEmpty();
  }

  @Test
  void prints_an_object_per_sample_as_json() {
    Launch launch = twoSamples();
    List<JsonObject> lines = launch.json();
    assertThat(lines).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonObject line = lines.get(i);
      assertThat(line.keySet())
          .containsExactly(
              "sample", "promptTokenIds", "tokenIds", "text", "finishReason", "length");
      assertThat(line.get("sample").getAsInt()).isEqualTo(i);
      assertThat(line.get("promptTokenIds").toString()).isEqualTo("[1,2]");
      assertThat(line.getAsJsonArray("tokenIds")).hasSize(line.get("length").getAsInt());
      assertThat(line.get("finishReason").getAsString()).isIn("STOP", "LENGTH");
    }
    assertThat(lines.get(0).get("tokenIds")).isNotEqualTo(lines.get(1).get("tokenIds"));
    assertThat(twoSamples().out()).as("the same seed").isEqualTo(launch.out());
  }

  private static Launch twoSamples() {
    return Launch.of(
            "generate",
            "--model",
            TestModels.tiny(),
            "--prompt",
            "w1 w2",
            "--samples",
            2,
            "--temperature",
            1,
            "--max-tokens",
            20,
            "--json")
        .succeeds();
  }

  @Test
  void says_that_greedy_samples_are_alike() {
    Launch launch =
        Launch.of(
                "generate",
                "--model",
                TestModels.tiny(),
                "--prompt",
                "w1",
                "--samples",
                2,
                "--json")
            .succeeds();
    assertThat(launch.json()).hasSize(2);
    assertThat(launch.err()).contains("at temperature 0 all samples are alike");
  }

  @Test
  void raw_leaves_the_chat_template_out() throws IOException {
    Path model =
        TestModels.tinyWith(
            folder.resolve("m"), "config.json", "model.safetensors", "tokenizer.json");
    Files.writeString(
        model.resolve("tokenizer_config.json"),
        "{\"chat_template\":\"w30 {{ messages[0].content }} w31\"}");
    assertThat(promptIds(Launch.of("generate", "--model", model, "--prompt", "w5", "--json")))
        .isEqualTo("[30,5,31]");
    assertThat(
            promptIds(Launch.of("generate", "--model", model, "--prompt", "w5", "--json", "--raw")))
        .isEqualTo("[5]");
  }

  private static String promptIds(Launch launch) {
    return launch.succeeds().json().get(0).get("promptTokenIds").toString();
  }

  @Test
  void greedy_tokens_are_those_of_an_independent_implementation() {
    Path model = TestModels.shared("models", "stories260K");
    JsonObject golden = Json.readObject(model.resolve("golden.json"));
    JsonObject line =
        Launch.of(
                "generate",
                "--model",
                model,
                "--prompt",
                golden.get("prompt").getAsString(),
                "--raw",
                "--json")
            .succeeds()
            .json()
            .get(0);
    assertThat(line.get("promptTokenIds")).isEqualTo(golden.get("prompt_ids"));
    assertThat(line.get("tokenIds")).isEqualTo(golden.get("greedy_new_ids_100"));
    assertThat(line.get("finishReason").getAsString()).isEqualTo("LENGTH");
    assertThat(golden.get("prompt").getAsString() + line.get("text").getAsString())
        .isEqualTo(golden.get("greedy_text").getAsString());
  }

  @Test
  void a_model_that_is_not_whole_is_refused() throws IOException {
    refused(folder.resolve("gone"), "model directory " + folder.resolve("gone"), "does not exist");
    Path noWeights =
        TestModels.tinyWith(folder.resolve("noWeights"), "config.json", "tokenizer.json");
    refused(noWeights, noWeights.resolve("model.safetensors"), "does not exist");
    Path noConfig = TestModels.tinyWith(folder.resolve("noConfig"), "tokenizer.json");
    refused(noConfig, noConfig + " has no config.json");
    Path cut = TestModels.tinyWith(folder.resolve("cut"), "config.json", "tokenizer.json");
    Files.write(cut.resolve("model.safetensors"), new byte[] {1, 2, 3});
    refused(cut, "not a whole safetensors file", "3 bytes");
  }

  @Test
  void a_model_that_does_not_fit_its_config_is_refused() throws IOException {
    refused(
        TestModels.tinyConfigured(
            folder.resolve("moe"),
            config ->
                config.add("architectures", Json.gson().toJsonTree(List.of("MixtralForCausalLM")))),
        "config.json",
        "MixtralForCausalLM",
        "Qwen2ForCausalLM");
    refused(
        TestModels.tinyConfigured(
            folder.resolve("wide"), config -> config.addProperty("intermediate_size", 48)),
        "model.layers.0.mlp.gate_proj.weight",
        "(32, 16)",
        "(48, 16)");
    refused(
        TestModels.tinyConfigured(
            folder.resolve("deep"), config -> config.addProperty("num_hidden_layers", 3)),
        "has no tensor model.layers.2.");
  }

  @Test
  void prompts_that_do_not_fit_are_refused() {
    Launch.of("generate", "--model", TestModels.tiny(), "--prompt", "w1 ".repeat(128))
        .refuses("the prompt has 128 tokens", "context is 128", "shorten it");
    Launch.of("generate", "--model", TestModels.tiny(), "--prompt", "")
        .refuses("the prompt \"\" has no tokens");
  }

  @Test
  void options_out_of_range_are_refused_before_the_model_is_looked_at() {
    Path gone = folder.resolve("gone");
    Launch.of("generate", "--model", gone, "--prompt", "w1", "--temperature", -1)
        .refuses("but was -1.0");
    Launch.of("generate", "--model", gone, "--prompt", "w1", "--top-p", 0).refuses("(0, 1]");
    Launch.of("generate", "--model", gone, "--prompt", "w1", "--samples", 0).refuses("--samples");
    Launch.of("generate", "--model", gone, "--prompt", "w1", "--max-tokens", "many")
        .refuses("--max-tokens", "'many'");
  }

  private static void refused(Path model, Object... parts) {
    Launch.of("generate", "--model", model, "--prompt", "w1", "--json").refuses(parts);
  }
}
