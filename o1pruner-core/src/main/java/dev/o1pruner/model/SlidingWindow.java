package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

/**
 * How far back attention reaches: from a layer on, a token sees the last {@code width} tokens only,
 * itself among them.
 *
 * @param width tokens seen, 0 for all of them
 * @param firstLayer the first layer it holds for; those before see every earlier token
 */
public record SlidingWindow(int width, int firstLayer) {

  private static final String FULL = "full_attention";

  /** Checks the width and the layer. */
  public SlidingWindow {
    checkArgument(width >= 0, "sliding_window must be positive but was %s", width);
    checkArgument(firstLayer >= 0, "max_window_layers must not be negative but was %s", firstLayer);
  }

  /** Every layer sees every earlier token. */
  public static SlidingWindow none() {
    return new SlidingWindow(0, 0);
  }

  /** Whether a layer's attention is narrowed. */
  public boolean appliesTo(int layer) {
    return width > 0 && layer >= firstLayer;
  }

  static SlidingWindow read(ConfigFields config, Architecture architecture, int layers) {
    SlidingWindow window =
        switch (architecture) {
          case LLAMA -> none();
          case MISTRAL -> width(config, 0);
          case QWEN2, QWEN3 ->
              config.flag("use_sliding_window", false)
                  ? width(config, fullLayers(config, config.integer("max_window_layers", 28)))
                  : none();
        };
    checkLayerTypes(config, window, layers);
    return window;
  }

  /** Transformers takes an absent width for 4096, and null for none. */
  private static SlidingWindow width(ConfigFields config, int firstLayer) {
    if (!config.json().has("sliding_window")) {
      return new SlidingWindow(4096, firstLayer);
    }
    if (!config.has("sliding_window")) {
      return none();
    }
    int width = config.integer("sliding_window");
    checkArgument(width > 0, "sliding_window must be positive but was %s", width);
    return new SlidingWindow(width, firstLayer);
  }

  /** Layers before the first sliding one, as layer_types lists them if it is there. */
  private static int fullLayers(ConfigFields config, int otherwise) {
    if (!config.has("layer_types")) {
      return otherwise;
    }
    int full = 0;
    for (JsonElement type : types(config)) {
      if (!isType(type, FULL)) {
        break;
      }
      full++;
    }
    return full;
  }

  private static void checkLayerTypes(ConfigFields config, SlidingWindow window, int layers) {
    if (!config.has("layer_types")) {
      return;
    }
    JsonArray types = types(config);
    checkArgument(
        types.size() == layers,
        "\"layer_types\" lists %s layers but num_hidden_layers is %s",
        types.size(),
        layers);
    for (int layer = 0; layer < layers; layer++) {
      String supported = window.appliesTo(layer) ? "sliding_attention" : FULL;
      checkArgument(
          isType(types.get(layer), supported),
          "\"layer_types\": %s in layer %s is not supported; with the other fields it must be %s",
          types.get(layer),
          layer,
          supported);
    }
  }

  private static JsonArray types(ConfigFields config) {
    JsonElement value = config.json().get("layer_types");
    checkArgument(value.isJsonArray(), "\"layer_types\" must be a list but was %s", value);
    return value.getAsJsonArray();
  }

  private static boolean isType(JsonElement value, String type) {
    return value.isJsonPrimitive() && value.getAsString().equals(type);
  }
}
