package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.o1pruner.run.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowTest {

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private static SlidingWindow read(Architecture architecture, String fields) {
    JsonObject json = Configs.of(architecture);
    Json.parseObject(fields).asMap().forEach(json::add);
    return Architecture.read(json).window();
  }

  @Test
  void mistral_has_a_window_unless_it_is_null() {
    assertThat(read(Architecture.MISTRAL, "{\"sliding_window\":7}"))
        .isEqualTo(new SlidingWindow(7, 0));
    assertThat(read(Architecture.MISTRAL, "{\"sliding_window\":null}"))
        .isEqualTo(SlidingWindow.none());
    // the default of transformers
    assertThat(read(Architecture.MISTRAL, "{}")).isEqualTo(new SlidingWindow(4096, 0));
  }

  @ParameterizedTest
  @CsvSource({"QWEN2", "QWEN3"})
  void qwen_has_a_window_only_if_it_says_so_and_from_a_layer_on(Architecture qwen) {
    String unused = "{\"sliding_window\":7,\"max_window_layers\":1";
    assertThat(read(qwen, unused + "}")).isEqualTo(SlidingWindow.none());
    assertThat(read(qwen, unused + ",\"use_sliding_window\":false}"))
        .isEqualTo(SlidingWindow.none());

    SlidingWindow window = read(qwen, unused + ",\"use_sliding_window\":true}");
    assertThat(window).isEqualTo(new SlidingWindow(7, 1));
    assertThat(window.appliesTo(0)).isFalse();
    assertThat(window.appliesTo(1)).isTrue();
    // the defaults of transformers
    assertThat(read(qwen, "{\"use_sliding_window\":true}")).isEqualTo(new SlidingWindow(4096, 28));
    assertThat(read(qwen, "{\"use_sliding_window\":true,\"sliding_window\":null}"))
        .isEqualTo(SlidingWindow.none());
  }

  @Test
  void layer_types_say_where_the_sliding_layers_begin() {
    String window = "{\"use_sliding_window\":true,\"sliding_window\":7,\"layer_types\":";
    assertThat(read(Architecture.QWEN3, window + "[\"%s\",\"%s\"]}".formatted(FULL, SLIDING)))
        .isEqualTo(new SlidingWindow(7, 1));
    assertThat(read(Architecture.QWEN3, window + "[\"%s\",\"%s\"]}".formatted(SLIDING, SLIDING)))
        .isEqualTo(new SlidingWindow(7, 0));
    assertThat(read(Architecture.LLAMA, "{\"layer_types\":[\"%s\",\"%s\"]}".formatted(FULL, FULL)))
        .isEqualTo(SlidingWindow.none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // a full layer above a sliding one
        "QWEN2   | {\"use_sliding_window\":true}  | [\"sliding_attention\",\"full_attention\"]",
        "QWEN2   | {\"use_sliding_window\":false} | [\"full_attention\",\"sliding_attention\"]",
        "QWEN3   | {\"use_sliding_window\":true}  | [\"full_attention\",\"linear_attention\"]",
        "LLAMA   | {}                             | [\"full_attention\",\"chunked_attention\"]",
        "MISTRAL | {\"sliding_window\":7}         | [\"full_attention\",\"sliding_attention\"]",
        "MISTRAL | {\"sliding_window\":null}      | [\"full_attention\",\"sliding_attention\"]",
        "LLAMA   | {}                             | [null,{}]",
      })
  void another_pattern_of_layers_is_refused(
      Architecture architecture, String fields, String types) {
    JsonObject json = Json.parseObject(fields);
    json.add("layer_types", JsonParser.parseString(types));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(architecture, json.toString()))
        .withMessageMatching(
            "\"layer_types\": .+ in layer [01] is not supported; with the other fields it must be"
                + " (full|sliding)_attention");
  }

  @Test
  void layer_types_name_every_layer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Architecture.LLAMA, "{\"layer_types\":[\"full_attention\"]}"))
        .withMessage("\"layer_types\" lists 1 layers but num_hidden_layers is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Architecture.LLAMA, "{\"layer_types\":\"full_attention\"}"))
        .withMessage("\"layer_types\" must be a list but was \"full_attention\"");
  }

  @Test
  void a_window_holds_at_least_the_token_itself() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Architecture.MISTRAL, "{\"sliding_window\":0}"))
        .withMessage("sliding_window must be positive but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                read(Architecture.QWEN2, "{\"use_sliding_window\":true,\"max_window_layers\":-1}"))
        .withMessage("max_window_layers must not be negative but was -1");
  }
}
