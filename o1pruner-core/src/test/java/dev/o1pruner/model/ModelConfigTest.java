package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {

  private static JsonObject qwen2() {
    return Configs.of(Architecture.QWEN2);
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
  void a_head_size_no_model_has_is_refused_before_anything_of_that_size_is_made() {
    for (String field : new String[] {"head_dim", "hidden_size"}) {
      JsonObject json = qwen2();
      json.addProperty(field, 2_147_483_640);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Architecture.read(json))
          .withMessageMatching("head_dim \\d+ is not a model's: at most 65536 is read");
    }
  }

  @Test
  void without_key_value_heads_every_head_has_its_own() {
    JsonObject json = qwen2();
    json.remove("num_key_value_heads");

    assertThat(Architecture.read(json).kvHeads()).isEqualTo(4);
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
        .isThrownBy(() -> Architecture.read(Configs.of("MambaForCausalLM")))
        .withMessage(
            "architecture MambaForCausalLM is not supported; supported are [Qwen2ForCausalLM,"
                + " Qwen3ForCausalLM, LlamaForCausalLM, MistralForCausalLM]");
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

  @ParameterizedTest
  @CsvSource({
    "QWEN2, false, false, 3",
    "QWEN3, false, false, 0",
    "QWEN3, true, false, 4",
    "LLAMA, false, false, 0",
    "LLAMA, true, false, 4",
    "LLAMA, false, true, 3",
    "LLAMA, true, true, 7",
    "MISTRAL, false, false, 0",
  })
  void layers_have_the_biases_of_their_architecture(
      Architecture architecture, boolean attention, boolean mlp, int biases) {
    JsonObject json = Configs.of(architecture);
    json.addProperty("attention_bias", attention);
    json.addProperty("mlp_bias", mlp);
    ModelConfig config = Architecture.read(json);

    assertThat(WeightLayout.of(config).stream().filter(w -> w.name().endsWith(".bias")))
        .hasSize(2 * biases);
    // embedding, 2 layers of 9 and biases, and query and key norm of Qwen3, final norm, head
    int norms = architecture == Architecture.QWEN3 ? 2 : 0;
    assertThat(WeightLayout.of(config)).hasSize(1 + 2 * (9 + biases + norms) + 2);
  }

  @Test
  void the_script_is_told_where_in_a_layer_each_weight_is() {
    JsonObject json = Configs.of(Architecture.QWEN3);
    json.addProperty("attention_bias", true);
    ModelConfig config = Architecture.read(json);

    assertThat(WeightLayout.attributes(config))
        .containsEntry("stride", 15)
        .containsEntry("input_norm", 0)
        .containsEntry("down", 8)
        .containsEntry("o_bias", 12)
        .containsEntry("gate_bias", -1)
        .containsEntry("q_norm", 13)
        .containsEntry("k_norm", 14);
    assertThat(WeightLayout.of(config).get(1 + 13).name())
        .isEqualTo("model.layers.0.self_attn.q_norm.weight");
  }

  @Test
  void the_heads_of_qwen3_have_128_numbers_unless_it_says_otherwise() {
    assertThat(Architecture.read(Configs.of(Architecture.QWEN3)).headSize()).isEqualTo(128);
  }

  @Test
  void a_model_type_of_another_architecture_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Architecture.read(Configs.with(Architecture.LLAMA, "model_type", "\"mixtral\"")))
        .withMessage("\"model_type\": \"mixtral\" contradicts architecture LlamaForCausalLM");
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
    JsonObject json = Configs.of(Architecture.LLAMA);
    json.addProperty("tie_word_embeddings", true);

    // embedding 40*16; a layer: norms 2*16, q and o 2*16*16, k and v 2*8*16, mlp 3*16*32; norm 16
    assertThat(WeightLayout.parameters(Architecture.read(json)))
        .isEqualTo(640 + 2 * (32 + 512 + 256 + 1536) + 16);
  }
}
