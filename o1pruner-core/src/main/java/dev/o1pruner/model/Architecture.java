package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The model families one script serves. Each is a reader of config.json and the weights its layers
 * carry; a field that would change the result and isn't supported is refused, never ignored.
 */
public enum Architecture {
  /** Qwen2, Qwen2.5 and their distillations: biases on query, key and value. */
  QWEN2("Qwen2ForCausalLM", "qwen2"),
  /** Qwen3, dense: a norm on each query and key head, heads of their own size. */
  QWEN3("Qwen3ForCausalLM", "qwen3"),
  /** Llama 2, 3, 3.1 and 3.2 and their distillations: biases only where config.json says so. */
  LLAMA("LlamaForCausalLM", "llama"),
  /** Mistral: no biases, a sliding window unless config.json has none. */
  MISTRAL("MistralForCausalLM", "mistral");

  private final String className;
  private final String modelType;

  Architecture(String className, String modelType) {
    this.className = className;
    this.modelType = modelType;
  }

  /** The name in config.json's {@code architectures}. */
  public String className() {
    return className;
  }

  /**
   * Reads a config.json from its file.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public static ModelConfig read(Path file) {
    JsonObject json = Json.readObject(file);
    try {
      return read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a config.json.
   *
   * @throws IllegalArgumentException naming the field that is missing, malformed or unsupported
   */
  public static ModelConfig read(JsonObject json) {
    ConfigFields config = new ConfigFields(json);
    Architecture architecture = named(config);
    UnsupportedFields.refuse(config, architecture);
    int hiddenSize = config.integer("hidden_size");
    int layers = config.integer("num_hidden_layers");
    int heads = config.integer("num_attention_heads");
    checkArgument(
        hiddenSize > 0 && heads > 0,
        "hidden_size %s and num_attention_heads %s must be positive",
        hiddenSize,
        heads);
    int headSize = config.integer("head_dim", architecture == QWEN3 ? 128 : hiddenSize / heads);
    int maxPositions = config.integer("max_position_embeddings");
    return new ModelConfig(
        architecture,
        config.integer("vocab_size"),
        hiddenSize,
        config.integer("intermediate_size"),
        layers,
        heads,
        config.integer("num_key_value_heads", heads),
        headSize,
        maxPositions,
        config.number("rms_norm_eps", 1e-6),
        config.flag("tie_word_embeddings", false),
        RotaryReader.read(config, headSize, maxPositions),
        SlidingWindow.read(config, architecture, layers),
        architecture.extras(config));
  }

  private LayerExtras extras(ConfigFields config) {
    boolean attentionBias = config.flag("attention_bias", false);
    return switch (this) {
      case QWEN2 -> new LayerExtras(true, false, false, false);
      case QWEN3 -> new LayerExtras(attentionBias, attentionBias, false, true);
      case LLAMA ->
          new LayerExtras(attentionBias, attentionBias, config.flag("mlp_bias", false), false);
      case MISTRAL -> new LayerExtras(false, false, false, false);
    };
  }

  private static Architecture named(ConfigFields config) {
    JsonElement names = config.value("architectures");
    checkArgument(
        names != null
            && names.isJsonArray()
            && names.getAsJsonArray().size() == 1
            && names.getAsJsonArray().get(0).isJsonPrimitive(),
        "\"architectures\" must name one class but was %s",
        names);
    String name = names.getAsJsonArray().get(0).getAsString();
    Architecture architecture =
        Arrays.stream(values())
            .filter(candidate -> candidate.className.equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "architecture %s is not supported; supported are %s"
                            .formatted(
                                name,
                                Arrays.stream(values()).map(Architecture::className).toList())));
    // Hugging Face chooses by model_type, other engines by architectures
    String type = config.text("model_type");
    checkArgument(
        type == null || type.equals(architecture.modelType),
        "\"model_type\": \"%s\" contradicts architecture %s",
        type,
        name);
    return architecture;
  }
}
