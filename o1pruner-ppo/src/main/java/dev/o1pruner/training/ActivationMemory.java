package dev.o1pruner.training;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;
import java.util.List;

/**
 * What one microbatch holds between forward and backward, counted from the model's script: what its
 * backward takes of a layer. All figures are bytes.
 *
 * @param config the model's shape
 * @param precision how its weights, and so its activations, are held
 * @param trainable what gradients are computed for
 */
record ActivationMemory(ModelConfig config, Precision precision, Trainable trainable) {

  /** Bytes of the numbers that norms and logits are computed in. */
  private static final long WIDE = Precision.F32.bytes();

  /**
   * The most that is held at once: what is kept of every trained layer, and what the head or the
   * layer at hand needs beside it.
   *
   * @param tokens padded input tokens of the microbatch
   */
  long peak(long tokens) {
    long trainedLayers = (long) config.layers() - lowestLayer();
    long input = tokens * config.hiddenSize() * precision.bytes();
    long layer = tokens * perToken();
    boolean recomputing = trainable.gradientCheckpointing();
    long kept = (trainedLayers + 1) * input + (recomputing ? 0 : trainedLayers * (layer - input));
    return kept + Math.max(head(tokens), backward(tokens) + (recomputing ? layer : 0));
  }

  /** The lowest layer that gradients reach. */
  private int lowestLayer() {
    return weights().stream()
        .filter(weight -> trainable.trains(config, weight))
        .mapToInt(weight -> Math.max(0, weight.layer()))
        .min()
        .orElse(config.layers());
  }

  private List<Weight> weights() {
    return WeightLayout.of(config, trainable.adapter());
  }

  /** What a layer keeps of each token. */
  private long perToken() {
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.kvHeads() * config.headSize();
    long numbers = hidden; // the layer's input
    if (config.extras().headNorms()) {
      numbers += queries + keys; // before their norms
    }
    numbers += 2 * queries + 2 * keys; // attention: q, output, k, v
    numbers += 2 * queries; // k and v repeated for every query head
    numbers += hidden; // input and attention
    numbers += 2L * config.intermediateSize(); // gate and up
    return numbers * precision.bytes() + config.heads() * WIDE; // log-sum-exps
  }

  /** A block of logits three times in 32 bits, and the scored positions' hidden states. */
  private long head(long tokens) {
    long columns = Math.max(1024, LanguageModel.LOGIT_BLOCK / tokens);
    return 3 * tokens * Math.min(columns, config.vocabSize()) * WIDE
        + 5 * tokens * config.hiddenSize() * WIDE;
  }

  /**
   * What the gradients of a layer take: the largest matrix once more, as its gradient or rearranged
   * for a product, and activations with the copies that products rearrange, as many as measured.
   */
  private long backward(long tokens) {
    long largest =
        weights().stream()
            .filter(weight -> weight.layer() == config.layers() - 1 && !weight.adapter())
            .mapToLong(Weight::size)
            .max()
            .orElse(0);
    return largest * precision.bytes()
        + tokens * (8L * config.intermediateSize() + 6L * config.hiddenSize()) * precision.bytes();
  }
}
