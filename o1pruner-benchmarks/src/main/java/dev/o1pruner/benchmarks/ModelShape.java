package dev.o1pruner.benchmarks;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.command.PlaceholderTokenizer;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shape of a Qwen2 model with tied embeddings and biases on queries, keys and values. It has no end
 * token: lengths are what the workload says.
 */
record ModelShape(
    String name, int vocabulary, int hidden, int inner, int layers, int heads, int kvHeads) {

  /** Qwen2.5-0.5B: 494 million parameters. */
  static final ModelShape HALF_BILLION = new ModelShape("0.5B", 151_936, 896, 4864, 24, 14, 2);

  /** Of the size of an embedded experiment: 3.1 million parameters. */
  static final ModelShape THREE_MILLION = new ModelShape("3M", 512, 256, 704, 4, 4, 2);

  /** Small enough for a test. */
  static final ModelShape TINY = new ModelShape("tiny", 512, 64, 128, 2, 4, 2);

  static final double NORM_EPS = 1e-6;
  static final double ROPE_THETA = 1e6;
  static final int CONTEXT = 4096;

  int headSize() {
    return hidden / heads;
  }

  /** Writes what a model of random weights is made from: config.json and tokenizer.json. */
  void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), Json.gson().toJson(config()));
    Files.writeString(directory.resolve("tokenizer.json"), PlaceholderTokenizer.json(vocabulary));
  }

  /** In the names of config.json. */
  JsonObject config() {
    JsonObject config = new JsonObject();
    config.add("architectures", Json.gson().toJsonTree(List.of("Qwen2ForCausalLM")));
    config.addProperty("model_type", "qwen2");
    config.addProperty("hidden_act", "silu");
    config.addProperty("vocab_size", vocabulary);
    config.addProperty("hidden_size", hidden);
    config.addProperty("intermediate_size", inner);
    config.addProperty("num_hidden_layers", layers);
    config.addProperty("num_attention_heads", heads);
    config.addProperty("num_key_value_heads", kvHeads);
    config.addProperty("max_position_embeddings", CONTEXT);
    config.addProperty("rms_norm_eps", NORM_EPS);
    config.addProperty("rope_theta", ROPE_THETA);
    config.addProperty("tie_word_embeddings", true);
    return config;
  }
}
