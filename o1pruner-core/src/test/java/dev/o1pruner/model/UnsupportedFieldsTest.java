package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedFieldsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "quantization_config         | {\"quant_method\":\"gptq\"}",
        "compression_config          | {\"format\":\"int\"}",
        "auto_map                    | {\"AutoModel\":\"modeling.Mine\"}",
        "hidden_act                  | \"gelu\"",
        "hidden_activation           | \"gelu_pytorch_tanh\"",
        "partial_rotary_factor       | 0.5",
        "rotary_pct                  | 0.25",
        "rope_interleave             | true",
        "rope_interleaved            | true",
        "use_mrope                   | true",
        "rope_local_base_freq        | 10000.0",
        "no_rope_layers              | [1,0]",
        "no_rope_layer_interval      | 4",
        "alibi                       | true",
        "use_alibi                   | true",
        "is_causal                   | false",
        "use_bidirectional_attention | true",
        "is_encoder_decoder          | true",
        "add_cross_attention         | true",
        "attention_chunk_size        | 8192",
        "dual_chunk_attention_config | {\"chunk_size\":262144}",
        "clip_qkv                    | 8.0",
        "qk_norm                     | true",
        "use_qk_norm                 | true",
        "qk_layernorm                | true",
        "query_pre_attn_scalar       | 256",
        "attn_logit_softcapping      | 50.0",
        "final_logit_softcapping     | 30.0",
        "logit_scale                 | 0.0625",
        "logits_scaling              | 8.0",
        "attention_multiplier        | 0.015625",
        "embedding_multiplier        | 12.0",
        "residual_multiplier         | 0.22",
        "scale_emb                   | 12",
        "scale_depth                 | 1.4",
        "dim_model_base              | 256",
        "num_experts                 | 128",
        "num_local_experts           | 8",
        "n_routed_experts            | 256",
      })
  void what_would_change_the_result_is_refused_in_every_architecture(String field, String value) {
    for (Architecture architecture : Architecture.values()) {
      assertRefused(architecture, field, value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN2, attention_bias, true",
    "QWEN2, mlp_bias, true",
    "QWEN3, mlp_bias, true",
    "LLAMA, sliding_window, 4096",
    "LLAMA, use_sliding_window, true",
    "MISTRAL, attention_bias, true",
    "MISTRAL, mlp_bias, true",
    "MISTRAL, use_sliding_window, true",
    "MISTRAL, use_sliding_window, false",
    "MISTRAL, max_window_layers, 28",
  })
  void a_field_of_another_architecture_is_refused(
      Architecture architecture, String field, String value) {
    assertRefused(architecture, field, value);
  }

  private static void assertRefused(Architecture architecture, String field, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(Configs.with(architecture, field, value)))
        .withMessage("\"%s\": %s is not supported for %s", field, value, architecture.className());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "quantization_config     | null",
        "hidden_act              | \"silu\"",
        "hidden_act              | \"swish\"",
        "partial_rotary_factor   | 1",
        "partial_rotary_factor   | 1.0",
        "is_causal               | true",
        "use_qk_norm             | false",
        "final_logit_softcapping | null",
        "logits_scaling          | 1.0",
        "attention_bias          | false",
        "mlp_bias                | false",
        // what only says how a model was made, or how another program runs it
        "attention_dropout       | 0.1",
        "initializer_range       | 0.02",
        "pretraining_tp          | 2",
        "use_cache               | false",
      })
  void a_value_that_changes_nothing_is_accepted(String field, String value) {
    for (Architecture architecture : Architecture.values()) {
      assertThat(Architecture.read(Configs.with(architecture, field, value)))
          .isEqualTo(Architecture.read(Configs.of(architecture)));
    }
  }
}
