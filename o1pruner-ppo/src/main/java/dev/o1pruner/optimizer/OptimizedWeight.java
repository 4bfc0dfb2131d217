package dev.o1pruner.optimizer;

import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.WeightLayout;
import java.util.List;

/**
 * What an optimizer has to know of a weight.
 *
 * @param name its Hugging Face name
 * @param shape its shape; a matrix is (outputs, inputs)
 * @param blocks equal, contiguous parts of it that {@link AdamMiniSettings} gives one second moment
 *     each
 */
public record OptimizedWeight(String name, Shape shape, long blocks) {

  /**
   * A weight with the blocks of version 1.1.1 of the Adam-mini authors' code: a head for queries
   * and keys, a row (an output neuron, a token) for any other matrix, a single number for a bias,
   * and the whole of any other vector, that is, of a norm.
   *
   * <p>The authors' code takes a head to have hidden_size / heads rows; here it has those that
   * config.json gives it. Rows of queries and keys that don't divide into heads, such as those of
   * an adapter's factors, are blocks of their own.
   *
   * @param headSize rows of a head
   */
  public static OptimizedWeight of(String name, Shape shape, int headSize) {
    return new OptimizedWeight(name, shape, blocks(name, shape, headSize));
  }

  /** The weights of a layout, in its order. */
  public static List<OptimizedWeight> all(List<WeightLayout.Weight> layout, ModelConfig config) {
    return layout.stream()
        .map(weight -> of(weight.name(), weight.shape(), config.headSize()))
        .toList();
  }

  private static long blocks(String name, Shape shape, int headSize) {
    if (shape.dimension() < 2) {
      return name.endsWith(".bias") ? shape.size() : 1;
    }
    long rows = shape.get(0);
    boolean heads = name.endsWith(".q_proj.weight") || name.endsWith(".k_proj.weight");
    return heads && rows % headSize == 0 ? rows / headSize : rows;
  }
}
