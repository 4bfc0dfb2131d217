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
import org.jspecify.annotations.Nullable;

/**
 * PEFT's adapter_config.json. A field that would change the result and isn't supported is refused,
 * never ignored.
 */
final class AdapterConfig {

  private static final Set<String> NEUTRAL = ImmutableSet.of("null", "false", "[]", "{}");

  /** Fields that must be neutral. */
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
      ImmutableSet.of("null", "true", "false", "\"gaussian\"", "\"orthogonal\"", "\"eva\"");

  private AdapterConfig() {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming the field that is missing, malformed or unsupported
   */
  static LoraSettings read(JsonObject json) {
    ConfigFields config = new ConfigFields(json);
    require(config, "peft_type", ImmutableSet.of("\"LORA\""));
    UNSUPPORTED.forEach(field -> require(config, field, NEUTRAL));
    require(config, "bias", ImmutableSet.of("null", "\"none\""));
    require(config, "init_lora_weights", INITIALISATIONS);
    return new LoraSettings(
        config.integer("r"),
        config.number("lora_alpha"),
        config.number("lora_dropout", 0),
        targets(config.value("target_modules")),
        config.flag("use_rslora", false),
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

  private static Set<Projection> targets(@Nullable JsonElement value) {
    if (new JsonPrimitive("all-linear").equals(value)) {
      return EnumSet.allOf(Projection.class);
    }
    checkArgument(
        value != null && value.isJsonArray(),
        "\"target_modules\" must be a list of names or \"all-linear\" but was %s",
        value);
    Set<Projection> targets = EnumSet.noneOf(Projection.class);
    for (JsonElement name : value.getAsJsonArray()) {
      targets.add(Projection.ofPeft(name.isJsonPrimitive() ? name.getAsString() : "" + name));
    }
    return targets;
  }

  private static void require(ConfigFields config, String field, Set<String> supported) {
    String value = String.valueOf(config.value(field)); // as JSON
    checkArgument(
        supported.contains(value),
        "\"%s\": %s is not supported; supported: %s",
        field,
        value,
        String.join(", ", supported));
  }
}
