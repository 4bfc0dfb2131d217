package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files at which the native library would end the process, or find no words. */
class TokenizerTest {

  @TempDir Path folder;

  private Path tokenizer(String before, String after) throws IOException {
    String text = Files.readString(TinyModel.directory().resolve("tokenizer.json"));
    return Files.writeString(folder.resolve("tokenizer.json"), text.replace(before, after));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"decoder\": null', '\"decoder\": {\"type\":1e999}', the number 1e999 near $.decoder.type",
    "'\"decoder\": null', '\"decoder\": \"\\ud800\"', the text near $.decoder has half a surrogate",
    "'\"decoder\": null', '\"decoder\": NaN', is not a tokenizer that can be loaded",
    "'\"decoder\": null', '\"decoder\":', is not a tokenizer that can be loaded",
    "'\"type\": \"WordLevel\"', '\"type\": \"Evil\"', is not a tokenizer that can be loaded",
  })
  void what_would_end_the_process_is_refused(String before, String after, String reason)
      throws IOException {
    Path file = tokenizer(before, after);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizer.load(file).close())
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a\", \"b\"]", "\"a b\"", "[\"a\", \"\"]"})
  void a_merge_without_the_prefix_of_what_continues_a_word_is_refused(String merge)
      throws IOException {
    // the library takes as many bytes off the second part as the prefix has, whatever they are
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"model": {"type": "BPE", "vocab": {"a": 0, "##b": 1, "ab": 2, "b": 3, "": 4},
             "merges": [%s], "continuing_subword_prefix": "##"}}
            """
                .formatted(merge));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizer.load(file).close())
        .withMessageContaining("at $.model.merges[0]")
        .withMessageContaining("doesn't begin with \"##\"");
  }

  @Test
  void merges_with_that_prefix_are_applied() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"model": {"type": "BPE", "vocab": {"a": 0, "##b": 1, "ab": 2},
             "merges": [["a", "##b"]], "continuing_subword_prefix": "##"}}
            """);
    try (Tokenizer tokenizer = Tokenizer.load(file)) {
      assertThat(tokenizer.encode("ab", false).asList()).containsExactly(2);
    }
  }

  @Test
  void a_word_without_a_token_is_refused_where_there_is_no_token_for_those() throws IOException {
    try (Tokenizer tokenizer = Tokenizer.load(tokenizer("\"w0\": 0", "\"x0\": 0"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokenizer.encode("other", false))
          .withMessageContaining("can't encode the text");
    }
  }
}
