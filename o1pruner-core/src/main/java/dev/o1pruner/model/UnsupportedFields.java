package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import java.util.Map;

/**
 * The fields of config.json that would change what a model computes in a way the script can't, each
 * with the values at which it changes nothing.
 */
final class UnsupportedFields {

  private static final ImmutableSet<String> ABSENT = ImmutableSet.of();
  private static final ImmutableSet<String> FALSE = ImmutableSet.of("false");
  private static final ImmutableSet<String> ONE = ImmutableSet.of("1", "1.0");
  private static final ImmutableSet<String> SILU = ImmutableSet.of("\"silu\"", "\"swish\"");

  private static final ImmutableMap<String, ImmutableSet<String>> EVERYWHERE =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          // weights that are not plain numbers, code of the checkpoint's own
          .put("quantization_config", ABSENT)
          .put("compression_config", ABSENT)
          .put("auto_map", ABSENT)
          // activation and rotation
          .put("hidden_act", SILU)
          .put("hidden_activation", SILU)
          .put("partial_rotary_factor", ONE)
          .put("rotary_pct", ONE)
          .put("rope_interleave", FALSE)
          .put("rope_interleaved", FALSE)
          .put("use_mrope", FALSE)
          .put("rope_local_base_freq", ABSENT)
          .put("no_rope_layers", ABSENT)
          .put("no_rope_layer_interval", ABSENT)
          // attention of another kind
          .put("alibi", FALSE)
          .put("use_alibi", FALSE)
          .put("is_causal", ImmutableSet.of("true"))
          .put("use_bidirectional_attention", FALSE)
          .put("is_encoder_decoder", FALSE)
          .put("add_cross_attention", FALSE)
          .put("attention_chunk_size", ABSENT)
          .put("dual_chunk_attention_config", ABSENT)
          .put("clip_qkv", ABSENT)
          .put("qk_norm", FALSE)
          .put("use_qk_norm", FALSE)
          .put("qk_layernorm", FALSE)
          .put("query_pre_attn_scalar", ABSENT)
          // capped or scaled numbers
          .put("attn_logit_softcapping", ABSENT)
          .put("final_logit_softcapping", ABSENT)
          .put("logit_scale", ONE)
          .put("logits_scaling", ONE)
          .put("attention_multiplier", ABSENT)
          .put("embedding_multiplier", ONE)
          .put("residual_multiplier", ONE)
          .put("scale_emb", ONE)
          .put("scale_depth", ABSENT)
          .put("dim_model_base", ABSENT)
          // mixtures of experts
          .put("num_experts", ABSENT)
          .put("num_local_experts", ABSENT)
          .put("n_routed_experts", ABSENT)
          .buildOrThrow();

  private static final ImmutableMap<Architecture, ImmutableMap<String, ImmutableSet<String>>>
      PER_ARCHITECTURE =
          ImmutableMap.of(
              Architecture.QWEN2,
              ImmutableMap.of("attention_bias", FALSE, "mlp_bias", FALSE),
              Architecture.QWEN3,
              ImmutableMap.of("mlp_bias", FALSE),
              Architecture.LLAMA,
              ImmutableMap.of("sliding_window", ABSENT, "use_sliding_window", FALSE),
              Architecture.MISTRAL,
              ImmutableMap.of(
                  "attention_bias",
                  FALSE,
                  "mlp_bias",
                  FALSE,
                  "use_sliding_window",
                  ABSENT,
                  "max_window_layers",
                  ABSENT));

  private UnsupportedFields() {}

  /**
   * Refuses the first of them that is set.
   *
   * @throws IllegalArgumentException naming the field, its value and the architecture
   */
  static void refuse(ConfigFields config, Architecture architecture) {
    refuse(config, architecture, EVERYWHERE);
    refuse(config, architecture, PER_ARCHITECTURE.getOrDefault(architecture, ImmutableMap.of()));
  }

  private static void refuse(
      ConfigFields config,
      Architecture architecture,
      Map<String, ImmutableSet<String>> unsupported) {
    unsupported.forEach(
        (field, harmless) -> {
          JsonElement value = config.value(field);
          checkArgument(
              value == null || harmless.contains(value.toString()),
              "\"%s\": %s is not supported for %s",
              field,
              value,
              architecture.className());
        });
  }
}
