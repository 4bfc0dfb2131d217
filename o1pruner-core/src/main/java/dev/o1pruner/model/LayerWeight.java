package dev.o1pruner.model;

import ai.djl.ndarray.types.Shape;
import java.util.Locale;

/**
 * The weights a layer may have, in their order: Hugging Face name, who has it, and shape. The
 * script knows each by its constant's name in lower case.
 */
enum LayerWeight {
  INPUT_NORM("input_layernorm.weight"),
  Q("self_attn.q_proj.weight"),
  K("self_attn.k_proj.weight"),
  V("self_attn.v_proj.weight"),
  O("self_attn.o_proj.weight"),
  POST_NORM("post_attention_layernorm.weight"),
  GATE("mlp.gate_proj.weight"),
  UP("mlp.up_proj.weight"),
  DOWN("mlp.down_proj.weight"),
  Q_BIAS("self_attn.q_proj.bias"),
  K_BIAS("self_attn.k_proj.bias"),
  V_BIAS("self_attn.v_proj.bias"),
  O_BIAS("self_attn.o_proj.bias"),
  GATE_BIAS("mlp.gate_proj.bias"),
  UP_BIAS("mlp.up_proj.bias"),
  DOWN_BIAS("mlp.down_proj.bias"),
  Q_NORM("self_attn.q_norm.weight"),
  K_NORM("self_attn.k_norm.weight");

  private final String suffix;

  LayerWeight(String suffix) {
    this.suffix = suffix;
  }

  /** The script's attribute that holds its place in the layer. */
  String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name after {@code model.layers.N.}. */
  String suffix() {
    return suffix;
  }

  boolean isIn(ModelConfig config) {
    LayerExtras extras = config.extras();
    return switch (this) {
      case INPUT_NORM, Q, K, V, O, POST_NORM, GATE, UP, DOWN -> true;
      case Q_BIAS, K_BIAS, V_BIAS -> extras.queryKeyValueBias();
      case O_BIAS -> extras.outputBias();
      case GATE_BIAS, UP_BIAS, DOWN_BIAS -> extras.mlpBias();
      case Q_NORM, K_NORM -> extras.headNorms();
    };
  }

  /** A matrix is (outputs, inputs). */
  Shape shape(ModelConfig config) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    int queries = config.heads() * config.headSize();
    int keys = config.kvHeads() * config.headSize();
    return switch (this) {
      case INPUT_NORM, POST_NORM, O_BIAS, DOWN_BIAS -> new Shape(hidden);
      case Q -> new Shape(queries, hidden);
      case K, V -> new Shape(keys, hidden);
      case O -> new Shape(hidden, queries);
      case GATE, UP -> new Shape(inner, hidden);
      case DOWN -> new Shape(hidden, inner);
      case Q_BIAS -> new Shape(queries);
      case K_BIAS, V_BIAS -> new Shape(keys);
      case GATE_BIAS, UP_BIAS -> new Shape(inner);
      case Q_NORM, K_NORM -> new Shape(config.headSize());
    };
  }
}
