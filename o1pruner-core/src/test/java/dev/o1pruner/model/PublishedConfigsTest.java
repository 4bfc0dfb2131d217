package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.run.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of config.json of published models, and the parameters their authors count. */
class PublishedConfigsTest {

  private static final String QWEN2 =
      "\"architectures\":[\"Qwen2ForCausalLM\"],\"model_type\":\"qwen2\",\"hidden_act\":\"silu\","
          + "\"use_sliding_window\":false,\"sliding_window\":4096,\"rms_norm_eps\":1e-06,";
  private static final String QWEN3 =
      "\"architectures\":[\"Qwen3ForCausalLM\"],\"model_type\":\"qwen3\",\"hidden_act\":\"silu\","
          + "\"attention_bias\":false,\"attention_dropout\":0.0,\"head_dim\":128,"
          + "\"rope_scaling\":null,\"sliding_window\":null,\"use_sliding_window\":false,"
          + "\"vocab_size\":151936,\"max_position_embeddings\":40960,\"rope_theta\":1000000,";
  private static final String LLAMA =
      "\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\",\"hidden_act\":\"silu\","
          + "\"attention_bias\":false,\"pretraining_tp\":1,\"rms_norm_eps\":1e-05,";
  private static final String LLAMA_31 =
      LLAMA
          + "\"mlp_bias\":false,\"vocab_size\":128256,\"max_position_embeddings\":131072,"
          + "\"rope_theta\":500000.0,";

  private static final String DISTILL_QWEN =
      QWEN2
          + "\"max_window_layers\":21,\"use_mrope\":false,\"rope_theta\":10000,"
          + "\"max_position_embeddings\":131072,\"vocab_size\":151936,"
          + "\"tie_word_embeddings\":false,";

  private static String sizes(int hidden, int inner, int layers, int heads, int kvHeads) {
    return """
        "hidden_size":%d,"intermediate_size":%d,"num_hidden_layers":%d,
        "num_attention_heads":%d,"num_key_value_heads":%d
        """
        .formatted(hidden, inner, layers, heads, kvHeads);
  }

  private static ModelConfig read(String name) {
    String fields =
        switch (name) {
          case "Qwen2.5-7B-Instruct" ->
              QWEN2
                  + "\"max_window_layers\":28,\"rope_theta\":1000000.0,\"vocab_size\":152064,"
                  + "\"max_position_embeddings\":32768,\"tie_word_embeddings\":false,"
                  + sizes(3584, 18944, 28, 28, 4);
          case "DeepSeek-R1-Distill-Qwen-1.5B" -> DISTILL_QWEN + sizes(1536, 8960, 28, 12, 2);
          case "DeepSeek-R1-Distill-Llama-8B" ->
              LLAMA_31 + rope(8) + "\"tie_word_embeddings\":false," + sizes(4096, 14336, 32, 32, 8);
          case "Llama-3.2-1B" ->
              LLAMA_31
                  + rope(32)
                  + "\"head_dim\":64,\"tie_word_embeddings\":true,"
                  + sizes(2048, 8192, 16, 32, 8);
          case "Llama-2-7b" ->
              LLAMA
                  + "\"rope_scaling\":null,\"vocab_size\":32000,\"max_position_embeddings\":4096,"
                  + sizes(4096, 11008, 32, 32, 32);
          case "Qwen3-0.6B" ->
              QWEN3
                  + "\"max_window_layers\":28,\"tie_word_embeddings\":true,"
                  + sizes(1024, 3072, 28, 16, 8);
          case "Qwen3-8B" ->
              QWEN3
                  + "\"max_window_layers\":36,\"tie_word_embeddings\":false,"
                  + sizes(4096, 12288, 36, 32, 8);
          case "Mistral-7B-v0.1" ->
              "\"architectures\":[\"MistralForCausalLM\"],\"model_type\":\"mistral\","
                  + "\"sliding_window\":4096,\"vocab_size\":32000,"
                  + "\"max_position_embeddings\":32768,"
                  + sizes(4096, 14336, 32, 32, 8);
          default -> throw new AssertionError(name);
        };
    return Architecture.read(Json.parseObject("{" + fields + "}"));
  }

  private static String rope(int factor) {
    return "\"rope_scaling\":{\"factor\":%d.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,"
            .formatted(factor)
        + "\"original_max_position_embeddings\":8192,\"rope_type\":\"llama3\"},";
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen2.5-7B-Instruct, 7615616512",
    "DeepSeek-R1-Distill-Qwen-1.5B, 1777088000",
    "DeepSeek-R1-Distill-Llama-8B, 8030261248",
    "Llama-3.2-1B, 1235814400",
    "Llama-2-7b, 6738415616",
    "Qwen3-0.6B, 596049920",
    "Qwen3-8B, 8190735360",
    "Mistral-7B-v0.1, 7241732096",
  })
  void published_models_are_read_with_all_their_parameters(String name, long parameters) {
    assertThat(WeightLayout.parameters(read(name))).isEqualTo(parameters);
  }

  @Test
  void what_sets_the_families_apart_is_seen() {
    assertThat(read("Qwen3-0.6B").headSize()).isEqualTo(128); // not 1024 / 16
    assertThat(read("Mistral-7B-v0.1").window()).isEqualTo(new SlidingWindow(4096, 0));
    assertThat(read("Qwen2.5-7B-Instruct").window()).isEqualTo(SlidingWindow.none());
    // the slowest of the 32 pairs of Llama 3.2 is slowed down 32 times
    assertThat(read("Llama-3.2-1B").rotary().frequencies().get(31))
        .isCloseTo(Math.pow(500_000, -62.0 / 64) / 32, within(1e-15));
  }
}
