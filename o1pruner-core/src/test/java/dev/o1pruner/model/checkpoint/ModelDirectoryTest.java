package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import dev.o1pruner.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {

  @TempDir Path temp;

  private Path tiny(String endTokens) {
    return TinyModel.copy(
        temp, config -> config.add("eos_token_id", JsonParser.parseString(endTokens)));
  }

  @Test
  void a_missing_directory_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(temp.resolve("none")))
        .withMessageContaining("none does not exist")
        .withMessageContaining("config.json, model.safetensors and tokenizer.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json"})
  void a_missing_file_is_named(String name) throws IOException {
    Path directory = tiny("39");
    Files.delete(directory.resolve(name));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(directory))
        .withMessageEndingWith("has no " + name);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // links need rights there
  void a_link_that_would_carry_a_secret_into_the_saved_model_is_refused() throws IOException {
    Path secret = Files.writeString(temp.resolve("id_rsa"), "secret");
    Path directory = TinyModel.copy(temp, config -> {});
    Files.createSymbolicLink(directory.resolve("LICENSE"), secret);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(directory))
        .withMessage(
            "%s is a link to %s outside the directory; put the file itself there",
            directory.resolve("LICENSE"), secret.toRealPath());

    Files.delete(directory.resolve("LICENSE"));
    Files.createSymbolicLink(directory.resolve("LICENSE"), Path.of("config.json"));
    assertThat(ModelDirectory.read(directory).files()).containsKey("LICENSE");
  }

  @Test
  void a_config_that_is_no_json_is_named() throws IOException {
    Path directory = tiny("39");
    Files.writeString(directory.resolve("config.json"), "{");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(directory).config())
        .withMessageContaining("config.json is not a JSON object");
  }

  @Test
  void end_tokens_come_from_the_config() {
    assertThat(ModelDirectory.read(tiny("39")).endTokenIds()).containsExactly(39);
    assertThat(ModelDirectory.read(tiny("[3, 1]")).endTokenIds()).containsExactlyInAnyOrder(1, 3);
    assertThat(ModelDirectory.read(tiny("null")).endTokenIds()).isEmpty();
  }

  @Test
  void end_tokens_of_the_generation_config_come_first() throws IOException {
    Path directory = tiny("39");
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":[1,2]}");
    assertThat(ModelDirectory.read(directory).endTokenIds()).containsExactlyInAnyOrder(1, 2);

    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":null}");
    assertThat(ModelDirectory.read(directory).endTokenIds()).containsExactly(39);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"end\"", "{}", "[null]", "[[1, 2]]", "[\"x\"]"})
  void end_tokens_that_are_no_ids_are_refused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(tiny(value)).endTokenIds())
        .withMessageContaining("config.json: \"eos_token_id\" must be a token id");
  }
}
