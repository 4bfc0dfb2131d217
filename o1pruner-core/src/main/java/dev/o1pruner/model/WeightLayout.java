package dev.o1pruner.model;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model in the order the script takes them, under their Hugging Face names:
 * embedding, the {@link LayerWeight}s each layer has, final norm and, unless tied, the head.
 */
public final class WeightLayout {

  /**
   * One weight.
   *
   * @param name its name in safetensors
   * @param shape its shape; a matrix is (outputs, inputs)
   */
  public record Weight(String name, Shape shape) {
    private static final Pattern LAYER = Pattern.compile("\\.layers\\.(\\d+)\\.");

    /** Numbers in it. */
    public long size() {
      return shape.size();
    }

    /** The decoder layer it belongs to, from 0; -1 for embedding, final norm and head. */
    public int layer() {
      Matcher matcher = LAYER.matcher(name);
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** Whether it is an adapter's. */
    public boolean adapter() {
      return name.startsWith(AdapterLayout.PREFIX);
    }
  }

  private WeightLayout() {}

  /** Every weight, in the script's order. */
  public static List<Weight> of(ModelConfig config) {
    List<Weight> weights = new ArrayList<>();
    Shape embedding = new Shape(config.vocabSize(), config.hiddenSize());
    weights.add(new Weight("model.embed_tokens.weight", embedding));
    for (int layer = 0; layer < config.layers(); layer++) {
      for (LayerWeight weight : inLayer(config)) {
        weights.add(
            new Weight("model.layers." + layer + "." + weight.suffix(), weight.shape(config)));
      }
    }
    weights.add(new Weight("model.norm.weight", new Shape(config.hiddenSize())));
    if (!config.tiedEmbeddings()) {
      weights.add(new Weight("lm_head.weight", embedding));
    }
    return weights;
  }

  /** Every weight of a model with an adapter, if there is one, in the script's order. */
  public static List<Weight> of(ModelConfig config, @Nullable LoraSettings adapter) {
    List<Weight> weights = new ArrayList<>(of(config));
    if (adapter != null) {
      weights.addAll(AdapterLayout.of(config, adapter));
    }
    return weights;
  }

  /** Numbers in all weights. */
  public static long parameters(ModelConfig config) {
    return of(config).stream().mapToLong(Weight::size).sum();
  }

  /** The script's attributes that say where in a layer each weight is, -1 if the model has none. */
  static Map<String, Integer> attributes(ModelConfig config) {
    List<LayerWeight> present = inLayer(config);
    Map<String, Integer> attributes = new TreeMap<>();
    attributes.put("stride", present.size());
    for (LayerWeight weight : LayerWeight.values()) {
      attributes.put(weight.attribute(), present.indexOf(weight));
    }
    return attributes;
  }

  private static List<LayerWeight> inLayer(ModelConfig config) {
    return Arrays.stream(LayerWeight.values()).filter(weight -> weight.isIn(config)).toList();
  }
}
