package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.run.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {

  private static JsonObject config(String architecture) {
    return Json.parseObject(
        """
        {"architectures":["%s"],"vocab_size":40,"hidden_size":16,"intermediate_size":32,
         "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,
         "max_position_embeddings":128}
        """
            .formatted(architecture));
  }

  private static JsonObject qwen2() {
    return config("Qwen2ForCausalLM");
  }

  @Test
  void absent_fields_have_the_defaults_of_transformers() {
    assertThat(Architecture.read(qwen2()))
        .isEqualTo(
            new ModelConfig(
                Architecture.QWEN2,
                40,
                16,
                32,
                2,
                4,
                2,
                4,
                128,
                1e-6,
                false,
                RotaryEmbedding.plain(10_000, 4),
                SlidingWindow.none(),
                new LayerExtras(true, false, false, false)));
  }

  @Test
  void the_head_size_is_the_hidden_size_over_the_heads_unless_given() {
    JsonObject json = qwen2();
    assertThat(Architecture.read(json).headSize()).isEqualTo(4); // 16 / 4

    json.addProperty("head_dim", 6);
    assertThat(Architecture.read(json).headSize()).isEqualTo(6);
  }

  @Test
  void without_key_value_heads_every_head_has_its_own() {
    JsonObject json = qwen2();
    json.remove("num_key_value_heads");

    assertThat(Architecture.read(json).kvHeads()).isEqualTo(4);
  }

  @Test
  void the_rotary_base_is_found_where_either_version_of_transformers_keeps_it() {
    JsonObject json = qwen2();
    json.addProperty("rope_theta", 1e6);
    assertThat(Architecture.read(json).rotary()).isEqualTo(RotaryEmbedding.plain(1e6, 4));

    json.add("rope_parameters", Json.parseObject("{\"rope_type\":\"default\"}"));
    assertThat(Architecture.read(json).rotary()).isEqualTo(RotaryEmbedding.plain(1e6, 4));

    json.add("rope_parameters", Json.parseObject("{\"rope_type\":\"default\",\"rope_theta\":5e5}"));
    assertThat(Architecture.read(json).rotary()).isEqualTo(RotaryEmbedding.plain(5e5, 4));
  }

  @Test
  void null_is_as_good_as_absent() {
    JsonObject json = qwen2();
    for (String field :
        new String[] {
          "quantization_config", "rope_scaling", "hidden_act", "head_dim", "tie_word_embeddings"
        }) {
      json.add(field, null);
    }

    assertThat(Architecture.read(json)).isEqualTo(Architecture.read(qwen2()));
  }

  @Test
  void an_unknown_architecture_is_told_which_are_known() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(config("MambaForCausalLM")))
        .withMessageContaining("MambaForCausalLM is not supported")
        .withMessageContaining("Qwen2ForCausalLM")
        .withMessageContaining("LlamaForCausalLM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"Qwen2ForCausalLM\"", "[\"A\",\"B\"]", "[null]", "[{}]"})
  void architectures_must_be_a_list_of_one_name(String value) {
    JsonObject json = qwen2();
    json.add("architectures", JsonParser.parseString(value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(json))
        .withMessageContaining("rchitecture");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "max_position_embeddings"
      })
  void a_size_that_is_missing_malformed_or_not_positive_is_named(String field) {
    JsonObject json = qwen2();
    for (String value :
        new String[] {"null", "\"many\"", "2.5", "[1, 2]", "{}", "0", "-4", "1e12"}) {
      json.add(field, JsonParser.parseString(value));
      assertThatIllegalArgumentException()
          .as(value)
          .isThrownBy(() -> Architecture.read(json))
          .withMessageContaining(field);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "num_key_value_heads, 3",
    "num_key_value_heads, 0",
    "head_dim, 5",
    "head_dim, 0",
    "rms_norm_eps, 0",
    "rope_theta, -1"
  })
  void values_that_do_not_fit_together_are_refused(String field, int value) {
    JsonObject json = qwen2();
    json.addProperty(field, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(json))
        .withMessageContaining(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"yes\"", "{}", "[true, true]"})
  void tied_embeddings_are_true_or_false(String value) {
    JsonObject json = qwen2();
    json.add("tie_word_embeddings", JsonParser.parseString(value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(json))
        .withMessageContaining("\"tie_word_embeddings\" must be true or false");
  }

  @Test
  void qwen2_layers_have_biases_and_llama_layers_have_not() {
    ModelConfig qwen2 = Architecture.read(qwen2());
    ModelConfig llama = Architecture.read(config("LlamaForCausalLM"));

    assertThat(WeightLayout.of(qwen2)).extracting(Weight::name).anyMatch(n -> n.endsWith(".bias"));
    assertThat(WeightLayout.of(llama)).extracting(Weight::name).noneMatch(n -> n.endsWith(".bias"));
    // embedding, 2 layers of 12 or 9, final norm, head
    assertThat(WeightLayout.of(qwen2)).hasSize(1 + 2 * 12 + 2);
    assertThat(WeightLayout.of(llama)).hasSize(1 + 2 * 9 + 2);
  }

  @Test
  void tied_embeddings_save_the_head() {
    JsonObject json = qwen2();
    long untied = WeightLayout.parameters(Architecture.read(json));
    json.addProperty("tie_word_embeddings", true);

    // 40 * 16
    assertThat(untied - WeightLayout.parameters(Architecture.read(json))).isEqualTo(640);
  }

  @Test
  void parameters_are_counted() {
    JsonObject json = config("LlamaForCausalLM");
    json.addProperty("tie_word_embeddings", true);

    // embedding 40*16; a layer: norms 2*16, q and o 2*16*16, k and v 2*8*16, mlp 3*16*32; norm 16
    assertThat(WeightLayout.parameters(Architecture.read(json)))
        .isEqualTo(640 + 2 * (32 + 512 + 256 + 1536) + 16);
  }
}
