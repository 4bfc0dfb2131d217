package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The model families one script serves. Each is a reader of config.json and the biases its layers
 * carry; a field that would change the result and isn't supported is refused, never ignored.
 */
public enum Architecture {
  /** Qwen2 and Qwen2.5: biases on query, key and value. */
  QWEN2("Qwen2ForCausalLM", true),
  /** Llama 2 and 3 without RoPE scaling: no biases. */
  LLAMA("LlamaForCausalLM", false);

  private final String className;
  private final boolean projectionBiases;

  Architecture(String className, boolean projectionBiases) {
    this.className = className;
    this.projectionBiases = projectionBiases;
  }

  /** The name in config.json's {@code architectures}. */
  public String className() {
    return className;
  }

  /** Whether query, key and value projections have biases. */
  public boolean projectionBiases() {
    return projectionBiases;
  }

  /**
   * Reads a config.json.
   *
   * @throws IllegalArgumentException naming the field that is missing, malformed or unsupported
   */
  public static ModelConfig read(JsonObject json) {
    Architecture architecture = named(json);
    refuse(json, "quantization_config", null);
    refuse(json, "rope_scaling", null);
    refuse(json, "use_sliding_window", "false");
    refuse(json, "attention_bias", "false");
    refuse(json, "mlp_bias", "false");
    refuse(json, "hidden_act", "silu");
    int hiddenSize = integer(json, "hidden_size", null);
    int heads = integer(json, "num_attention_heads", null);
    checkArgument(heads > 0, "num_attention_heads must be positive but was %s", heads);
    return new ModelConfig(
        architecture,
        integer(json, "vocab_size", null),
        hiddenSize,
        integer(json, "intermediate_size", null),
        integer(json, "num_hidden_layers", null),
        heads,
        integer(json, "num_key_value_heads", heads),
        integer(json, "head_dim", hiddenSize / heads),
        integer(json, "max_position_embeddings", null),
        number(json, "rms_norm_eps", 1e-6),
        ropeTheta(json),
        flag(json, "tie_word_embeddings"));
  }

  private static Architecture named(JsonObject json) {
    JsonElement names = present(json, "architectures");
    checkArgument(
        names != null
            && names.isJsonArray()
            && names.getAsJsonArray().size() == 1
            && names.getAsJsonArray().get(0).isJsonPrimitive(),
        "\"architectures\" must name one class but was %s",
        names);
    String name = names.getAsJsonArray().get(0).getAsString();
    return Arrays.stream(values())
        .filter(architecture -> architecture.className.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "architecture %s is not supported; supported are %s"
                        .formatted(
                            name, Arrays.stream(values()).map(Architecture::className).toList())));
  }

  /** Transformers 5 keeps the base in rope_parameters, earlier versions at the top. */
  private static double ropeTheta(JsonObject json) {
    JsonElement parameters = present(json, "rope_parameters");
    double top = number(json, "rope_theta", 10_000.0);
    if (parameters == null) {
      return top;
    }
    checkArgument(
        parameters.isJsonObject(), "\"rope_parameters\" must be an object but was %s", parameters);
    refuse(parameters.getAsJsonObject(), "rope_type", "default");
    return number(parameters.getAsJsonObject(), "rope_theta", top);
  }

  private static void refuse(JsonObject json, String field, @Nullable String onlySupported) {
    JsonElement value = present(json, field);
    boolean supported =
        value == null || (value.isJsonPrimitive() && value.getAsString().equals(onlySupported));
    checkArgument(supported, "\"%s\": %s is not supported", field, value);
  }

  /** A field that is true or false, false if absent. */
  private static boolean flag(JsonObject json, String field) {
    JsonElement value = present(json, field);
    checkArgument(
        value == null || (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()),
        "\"%s\" must be true or false but was %s",
        field,
        value);
    return value != null && value.getAsBoolean();
  }

  private static int integer(JsonObject json, String field, @Nullable Integer otherwise) {
    double value = number(json, field, otherwise == null ? null : (double) otherwise);
    checkArgument(
        value == (int) value, "\"%s\" must be a whole number but was %s", field, json.get(field));
    return (int) value;
  }

  private static double number(JsonObject json, String field, @Nullable Double otherwise) {
    JsonElement value = present(json, field);
    if (value == null) {
      checkArgument(otherwise != null, "field \"%s\" is missing", field);
      return otherwise;
    }
    try {
      return value.getAsDouble();
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "\"%s\" must be a number but was %s".formatted(field, value), e);
    }
  }

  private static @Nullable JsonElement present(JsonObject json, String field) {
    JsonElement value = json.get(field);
    return value == null || value.isJsonNull() ? null : value;
  }
}
