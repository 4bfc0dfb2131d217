package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomCommandTest {

  @TempDir Path temp;

  @Test
  void writes_a_model_that_loads_in_shards() throws IOException {
    Path out = temp.resolve("out");
    Launch launch =
        Launch.of(
                "random",
                "--config",
                TestModels.tiny().resolve("config.json"),
                "--out",
                out,
                "--dtype",
                "f16",
                "--max-file-bytes",
                3000,
                "--json")
            .succeeds();

    // embedding 40 * 16; a layer: norms 2 * 16, q 16 * 17, k and v 8 * 17, o 16 * 16,
    // mlp 3 * 16 * 32; norm 16
    assertThat(launch.json().get(0).get("parameters").getAsInt())
        .isEqualTo(640 + 2 * (32 + 272 + 2 * 136 + 256 + 1536) + 16);
    assertThat(Json.readObject(out.resolve("config.json")).get("torch_dtype").getAsString())
        .isEqualTo("float16");
    // embedding to norm 2880 bytes; gate and up 2048; down to norm 2688; gate and up; the rest 1120
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.filter(file -> file.toString().endsWith("-of-00005.safetensors")))
          .hasSize(5);
    }
    Launch.of("generate", "--model", out, "--prompt", "w1", "--max-tokens", 2).succeeds();
  }

  @Test
  void a_config_without_a_tokenizer_gets_words() throws IOException {
    Path config = Files.copy(TestModels.tiny().resolve("config.json"), temp.resolve("any.json"));
    Path out = temp.resolve("out");
    Launch launch = Launch.of("random", "--config", config, "--out", out).succeeds();

    assertThat(launch.err()).contains("no tokenizer.json beside " + config);
    assertThat(launch.out()).contains(out + ": ", "random parameters");
    try (LanguageModel model = LanguageModel.load(out)) {
      assertThat(model.tokenizer().encode("w39 w7", false).asList()).containsExactly(39, 7);
    }
  }

  @Test
  void what_cannot_be_made_is_refused() {
    Path config = TestModels.tiny();
    Path out = temp.resolve("out");
    Launch.of("random", "--config", config, "--out", out, "--dtype", "int8")
        .refuses("there is no dtype 'int8', only bf16, f16 and f32");
    Launch.of("random", "--config", config, "--out", out, "--max-file-bytes", 0)
        .refuses("--max-file-bytes must be positive");
    Launch.of("random", "--config", "gone", "--out", out).refuses("file gone does not exist");
  }
}
