package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * PEFT's adapter_config.json. A field that would change the result and isn't supported is refused,
 * never ignored.
 */
final class AdapterConfig {

  /** Fields that must be absent, null, false or empty. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "fan_in_fan_out",
          "use_dora",
          "use_qalora",
          "lora_bias",
          "modules_to_save",
          "exclude_modules",
          "layers_to_transform",
          "layer_replication",
          "rank_pattern",
          "alpha_pattern",
          "target_parameters",
          "trainable_token_indices",
          "alora_invocation_tokens");

  /** Ways to start an adapter that leave the weights beneath it alone. */
  private static final Set<String> INITIALISATIONS =
      ImmutableSet.of("true", "false", "gaussian", "orthogonal", "eva");

  private AdapterConfig() {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming the field that is missing, malformed or unsupported
   */
  static LoraSettings read(JsonObject json) {
    require(json, "peft_type", ImmutableSet.of("LORA"));
    for (String field : UNSUPPORTED) {
      JsonElement value = json.get(field);
      boolean neutral =
          value == null
              || value.isJsonNull()
              || (value.isJsonArray() && value.getAsJsonArray().isEmpty())
              || (value.isJsonObject() && value.getAsJsonObject().isEmpty())
              || value.equals(new JsonPrimitive(false));
      checkArgument(neutral, "\"%s\": %s is not supported", field, value);
    }
    if (json.has("bias")) {
      require(json, "bias", ImmutableSet.of("none"));
    }
    if (json.has("init_lora_weights")) {
      require(json, "init_lora_weights", INITIALISATIONS);
    }
    double rank = number(json, "r");
    checkArgument(rank == (int) rank, "\"r\" must be a whole number but was %s", json.get("r"));
    return new LoraSettings(
        (int) rank,
        number(json, "lora_alpha"),
        json.has("lora_dropout") ? number(json, "lora_dropout") : 0,
        targets(json.get("target_modules")),
        new JsonPrimitive(true).equals(json.get("use_rslora")),
        0);
  }

  /** The file PEFT loads. */
  static JsonObject write(LoraSettings settings, String baseModel) {
    JsonObject json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.addProperty("task_type", "CAUSAL_LM");
    json.addProperty("base_model_name_or_path", baseModel);
    json.addProperty("r", settings.rank());
    if (settings.alpha() == Math.rint(settings.alpha())) {
      json.addProperty("lora_alpha", (long) settings.alpha());
    } else {
      json.addProperty("lora_alpha", settings.alpha());
    }
    json.addProperty("lora_dropout", settings.dropout());
    JsonArray targets = new JsonArray();
    settings.targets().forEach(target -> targets.add(target.peftName()));
    json.add("target_modules", targets);
    json.addProperty("use_rslora", settings.rankStabilized());
    json.addProperty("use_dora", false);
    json.addProperty("bias", "none");
    json.addProperty("fan_in_fan_out", false);
    json.addProperty("init_lora_weights", true);
    json.addProperty("inference_mode", true);
    return json;
  }

  private static Set<Projection> targets(JsonElement value) {
    if (new JsonPrimitive("all-linear").equals(value)) {
      return EnumSet.allOf(Projection.class);
    }
    checkArgument(
        value != null && value.isJsonArray(),
        "\"target_modules\" must be a list of names or \"all-linear\" but was %s",
        value);
    Set<Projection> targets = EnumSet.noneOf(Projection.class);
    for (JsonElement name : value.getAsJsonArray()) {
      targets.add(Projection.ofPeft(text(name)));
    }
    return targets;
  }

  private static void require(JsonObject json, String field, Set<String> supported) {
    JsonElement value = json.get(field);
    checkArgument(
        value != null && supported.contains(text(value)),
        "\"%s\": %s is not supported; supported: %s",
        field,
        value,
        String.join(", ", supported));
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  private static double number(JsonObject json, String field) {
    JsonElement value = json.get(field);
    checkArgument(
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber(),
        "\"%s\" must be a number but was %s",
        field,
        value);
    return value.getAsDouble();
  }
}
