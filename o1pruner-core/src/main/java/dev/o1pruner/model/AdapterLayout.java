package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.WeightLayout.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an adapter in the order the script takes them, under PEFT's names: per layer and
 * target, A (rank, inputs) and B (outputs, rank).
 */
final class AdapterLayout {

  /** What PEFT puts before the names of the model's modules. */
  static final String PREFIX = "base_model.model.";

  private AdapterLayout() {}

  /** Every weight of an adapter, in the script's order. */
  static List<Weight> of(ModelConfig config, LoraSettings settings) {
    Map<String, Shape> base = new HashMap<>();
    WeightLayout.of(config).forEach(weight -> base.put(weight.name(), weight.shape()));
    List<Weight> weights = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection target : settings.targets()) { // an enum set: in the script's order
        String adapted = target.weight(layer);
        Shape matrix = base.get(adapted); // (outputs, inputs)
        checkArgument(matrix != null, "the model has no %s to adapt", adapted);
        String module = PREFIX + adapted.substring(0, adapted.length() - ".weight".length());
        weights.add(
            new Weight(module + ".lora_A.weight", new Shape(settings.rank(), matrix.get(1))));
        weights.add(
            new Weight(module + ".lora_B.weight", new Shape(matrix.get(0), settings.rank())));
      }
    }
    return weights;
  }

  /** Where the A of each adapted weight is in the adapter, by the adapted weight's name. */
  static Map<String, Integer> positions(ModelConfig config, LoraSettings settings) {
    Map<String, Integer> positions = new HashMap<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection target : settings.targets()) {
        positions.put(target.weight(layer), 2 * positions.size());
      }
    }
    return positions;
  }
}
