package dev.o1pruner.model.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerConfigTest {

  @TempDir Path folder;

  @Test
  void the_template_knows_the_models_special_tokens() throws IOException {
    ChatTemplate template =
        read(
            """
            {"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>",
             "unk_token": null, "pad_token": "",
             "additional_special_tokens": ["<a>", {"content": "<b>"}],
             "extra_special_tokens": {"image_token": "<i>"},
             "chat_template": "{{ bos_token }}{{ eos_token }}{{ unk_token is defined }}\
            {{ pad_token is defined }}{{ additional_special_tokens }}{{ image_token }}"}
            """);

    // As in transformers, a token that is null or empty is not defined at all.
    assertThat(template.render(Map.of())).isEqualTo("<s></s>FalseFalse['<a>', '<b>']<i>");
    assertThat(template.specialTokens())
        .containsEntry("additional_special_tokens", List.of("<a>", "<b>"));
  }

  @Test
  void of_several_templates_the_default_is_taken() throws IOException {
    ChatTemplate template =
        read(
            """
            {"chat_template": [{"name": "tool_use", "template": "t"},
                               {"name": "default", "template": "d"}]}
            """);

    assertThat(template.render(Map.of())).isEqualTo("d");
  }

  @Test
  void a_jinja_file_beside_it_comes_first() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "from {{ bos_token }} file\n");

    ChatTemplate template = read("{\"bos_token\": \"<s>\", \"chat_template\": \"field\"}");

    assertThat(template.render(Map.of())).isEqualTo("from <s> file");
  }

  @Test
  void a_jinja_file_alone_is_enough() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages[0].content }}");

    ChatTemplate template =
        requireNonNull(ChatTemplate.ofTokenizerConfig(folder.resolve("tokenizer_config.json")));

    assertThat(template.render(List.of(ChatMessage.user("hi")), true, Map.of())).isEqualTo("hi");
  }

  @Test
  void a_model_without_a_template_has_none() throws IOException {
    assertThat(readOrNull("{}")).isNull();
    assertThat(readOrNull("{\"chat_template\": null}")).isNull();
  }

  @Test
  void malformed_fields_are_named_with_the_file() {
    assertRefused("{\"chat_template\": 1}", "\"chat_template\" must be text or a list");
    assertRefused("{\"chat_template\": [1]}", "must list objects of name and template but has 1");
    assertRefused(
        "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"x\"}]}",
        "has no template named default, only [rag]");
    assertRefused("{\"bos_token\": 7}", "field \"bos_token\" must be text or an object");
    assertRefused("[]", "is not a JSON object");
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> ChatTemplate.ofTokenizerConfig(folder.resolve("none.json")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.json does not exist");
  }

  private void assertRefused(String config, String problem) {
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokenizer_config.json")
        .hasMessageContaining(problem);
  }

  private ChatTemplate read(String config) throws IOException {
    return requireNonNull(readOrNull(config));
  }

  private @Nullable ChatTemplate readOrNull(String config) throws IOException {
    Path file = folder.resolve("tokenizer_config.json");
    Files.writeString(file, config);
    return ChatTemplate.ofTokenizerConfig(file);
  }
}
