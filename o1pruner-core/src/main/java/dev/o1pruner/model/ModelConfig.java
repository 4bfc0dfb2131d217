package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The shape of a model, read from config.json.
 *
 * @param architecture which family
 * @param vocabSize V, rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the gated MLP
 * @param layers decoder layers
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headSize numbers per head, even
 * @param maxPositions the context: most tokens of prompt and solution together
 * @param normEps epsilon of RMSNorm
 * @param tiedEmbeddings whether the head is the embedding
 * @param rotary how positions turn queries and keys
 * @param window how far back attention reaches
 * @param extras which biases and norms the layers have
 */
public record ModelConfig(
    Architecture architecture,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int headSize,
    int maxPositions,
    double normEps,
    boolean tiedEmbeddings,
    RotaryEmbedding rotary,
    SlidingWindow window,
    LayerExtras extras) {

  /**
   * Checks that the sizes fit together.
   *
   * @throws IllegalArgumentException naming the sizes that don't
   */
  public ModelConfig {
    checkArgument(
        vocabSize > 0 && hiddenSize > 0 && intermediateSize > 0 && layers > 0 && maxPositions > 1,
        "vocab_size %s, hidden_size %s, intermediate_size %s, num_hidden_layers %s and"
            + " max_position_embeddings %s must be positive",
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        maxPositions);
    checkArgument(
        heads > 0 && kvHeads > 0 && heads % kvHeads == 0,
        "num_attention_heads %s must be a multiple of num_key_value_heads %s",
        heads,
        kvHeads);
    checkArgument(headSize > 0 && headSize % 2 == 0, "head_dim %s must be even", headSize);
    checkArgument(normEps > 0, "rms_norm_eps must be positive but was %s", normEps);
    checkArgument(
        rotary.frequencies().length() == headSize / 2,
        "%s rotary frequencies must be half of head_dim %s",
        rotary.frequencies().length(),
        headSize);
  }
}
