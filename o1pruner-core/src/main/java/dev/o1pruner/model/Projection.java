package dev.o1pruner.model;

import java.util.Arrays;

/** The matrices of a decoder layer, in the order the script numbers them. */
public enum Projection {
  /** Queries. */
  QUERY(0, "self_attn", "q_proj"),
  /** Keys. */
  KEY(1, "self_attn", "k_proj"),
  /** Values. */
  VALUE(2, "self_attn", "v_proj"),
  /** Out of the attention. */
  OUTPUT(3, "self_attn", "o_proj"),
  /** Gate of the MLP. */
  GATE(4, "mlp", "gate_proj"),
  /** Into the MLP. */
  UP(5, "mlp", "up_proj"),
  /** Out of the MLP. */
  DOWN(6, "mlp", "down_proj");

  private final int number;
  private final String block;
  private final String peftName;

  Projection(int number, String block, String peftName) {
    this.number = number;
    this.block = block;
    this.peftName = peftName;
  }

  /** Its name in PEFT's {@code target_modules}, such as {@code q_proj}. */
  public String peftName() {
    return peftName;
  }

  /** Its bit in the script's {@code targets}. */
  int bit() {
    return 1 << number;
  }

  /** Its module in a layer of a model, such as {@code model.layers.3.self_attn.q_proj}. */
  String module(int layer) {
    return "model.layers.%d.%s.%s".formatted(layer, block, peftName);
  }

  /**
   * The projection of a name in {@code target_modules}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Projection ofPeft(String name) {
    return Arrays.stream(values())
        .filter(projection -> projection.peftName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "target module \"%s\" is not supported; supported are %s"
                        .formatted(
                            name, Arrays.stream(values()).map(Projection::peftName).toList())));
  }
}
