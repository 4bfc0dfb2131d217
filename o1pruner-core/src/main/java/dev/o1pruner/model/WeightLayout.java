package dev.o1pruner.model;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a model in the order the script takes them, under their Hugging Face names.
 *
 * <p>Embedding, then per layer: input norm, q, k, v, o, post norm, gate, up, down, and the q, k, v
 * biases of architectures that have them; then the final norm and, unless tied, the head.
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

  /** Weights per layer, the script's {@code stride}. */
  static int stride(ModelConfig config) {
    return config.architecture().projectionBiases() ? 12 : 9;
  }

  /** Every weight, in the script's order. */
  public static List<Weight> of(ModelConfig config) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    int queries = config.heads() * config.headSize();
    int keys = config.kvHeads() * config.headSize();
    List<Weight> weights = new ArrayList<>();
    weights.add(matrix("model.embed_tokens.weight", config.vocabSize(), hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      weights.add(vector(prefix + "input_layernorm.weight", hidden));
      weights.add(matrix(prefix + "self_attn.q_proj.weight", queries, hidden));
      weights.add(matrix(prefix + "self_attn.k_proj.weight", keys, hidden));
      weights.add(matrix(prefix + "self_attn.v_proj.weight", keys, hidden));
      weights.add(matrix(prefix + "self_attn.o_proj.weight", hidden, queries));
      weights.add(vector(prefix + "post_attention_layernorm.weight", hidden));
      weights.add(matrix(prefix + "mlp.gate_proj.weight", inner, hidden));
      weights.add(matrix(prefix + "mlp.up_proj.weight", inner, hidden));
      weights.add(matrix(prefix + "mlp.down_proj.weight", hidden, inner));
      if (config.architecture().projectionBiases()) {
        weights.add(vector(prefix + "self_attn.q_proj.bias", queries));
        weights.add(vector(prefix + "self_attn.k_proj.bias", keys));
        weights.add(vector(prefix + "self_attn.v_proj.bias", keys));
      }
    }
    weights.add(vector("model.norm.weight", hidden));
    if (!config.tiedEmbeddings()) {
      weights.add(matrix("lm_head.weight", config.vocabSize(), hidden));
    }
    return weights;
  }

  /** Numbers in all weights. */
  public static long parameters(ModelConfig config) {
    return of(config).stream().mapToLong(Weight::size).sum();
  }

  private static Weight matrix(String name, int outputs, int inputs) {
    return new Weight(name, new Shape(outputs, inputs));
  }

  private static Weight vector(String name, int size) {
    return new Weight(name, new Shape(size));
  }
}
