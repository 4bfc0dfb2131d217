package dev.o1pruner.model.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The templates of real models, against what transformers rendered of them. */
class ModelTemplatesTest {

  private static final Path TOKENIZERS = Path.of("..", "..", "shared", "data", "tokenizers");

  @ParameterizedTest
  @ValueSource(strings = {"qwen3", "llama3_1"})
  void render_as_transformers_does(String model) throws IOException {
    Path folder = TOKENIZERS.resolve(model);
    assumeTrue(Files.exists(folder), () -> folder + " is not here");
    ChatTemplate template =
        requireNonNull(ChatTemplate.ofTokenizerConfig(folder.resolve("tokenizer_config.json")));
    JsonArray golden =
        JsonParser.parseString(Files.readString(folder.resolve("chat_template_golden.json")))
            .getAsJsonArray();
    assertThat(golden).isNotEmpty();
    for (JsonElement element : golden) {
      JsonObject rendering = element.getAsJsonObject();
      List<ChatMessage> messages = new ArrayList<>();
      for (JsonElement message : rendering.getAsJsonArray("messages")) {
        JsonObject fields = message.getAsJsonObject();
        messages.add(
            new ChatMessage(fields.get("role").getAsString(), fields.get("content").getAsString()));
      }
      Map<String, Object> extra =
          Json.gson()
              .fromJson(rendering.get("extra"), new TypeToken<Map<String, Object>>() {}.getType());
      assertThat(
              template.render(
                  messages, rendering.get("add_generation_prompt").getAsBoolean(), extra))
          .as(rendering.get("name").getAsString())
          .isEqualTo(rendering.get("rendered").getAsString());
    }
  }
}
