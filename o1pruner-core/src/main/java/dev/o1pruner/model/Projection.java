package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;
import java.util.Map;

/** The matrices of a decoder layer, in the order the script takes them. */
public enum Projection {
  /** Queries. */
  QUERY(LayerWeight.Q),
  /** Keys. */
  KEY(LayerWeight.K),
  /** Values. */
  VALUE(LayerWeight.V),
  /** Out of the attention. */
  OUTPUT(LayerWeight.O),
  /** Gate of the MLP. */
  GATE(LayerWeight.GATE),
  /** Into the MLP. */
  UP(LayerWeight.UP),
  /** Out of the MLP. */
  DOWN(LayerWeight.DOWN);

  private final LayerWeight weight;

  Projection(LayerWeight weight) {
    this.weight = weight;
  }

  /** Its name in PEFT's {@code target_modules}, such as {@code q_proj}. */
  public String peftName() {
    return weight.suffix().replaceAll(".*\\.(\\w+)\\.weight", "$1");
  }

  /** How wide its input is in a model of this shape. */
  public long inputs(ModelConfig config) {
    return weight.shape(config).get(1);
  }

  /** The name of its weight, such as {@code model.layers.3.self_attn.q_proj.weight}. */
  String weight(int layer) {
    return "model.layers.%d.%s".formatted(layer, weight.suffix());
  }

  /**
   * Its bit in the script's {@code targets}.
   *
   * @param places where in a layer each weight is; see {@link WeightLayout#attributes}
   */
  int bit(Map<String, Integer> places) {
    Integer place = places.get(weight.attribute());
    checkState(place != null && place >= 0, "the model has no %s to adapt", peftName());
    return 1 << place;
  }

  /**
   * The projection of a name in {@code target_modules}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Projection ofPeft(String name) {
    return Arrays.stream(values())
        .filter(projection -> projection.peftName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "target module \"%s\" is not supported; supported are %s"
                        .formatted(
                            name, Arrays.stream(values()).map(Projection::peftName).toList())));
  }
}
