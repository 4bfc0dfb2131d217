package dev.o1pruner.training;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.Projection;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one microbatch holds between forward and backward, counted operation by operation from the
 * model's script: for each, what autograd keeps of it. All figures are bytes.
 *
 * @param config the model's shape
 * @param precision how its weights, and so its activations, are held
 * @param trainable what gradients are computed for
 */
record ActivationMemory(ModelConfig config, Precision precision, Trainable trainable) {

  /** Bytes of the numbers that norms, adapters and logits are computed in. */
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
    long inner = config.intermediateSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.kvHeads() * config.headSize();
    long e = precision.bytes();
    LoraSettings adapter = trainable.adapter();
    boolean adapted = adapter != null;
    long bytes = hidden * e; // the layer's input
    bytes += norm(hidden, !narrow(), !adapted);
    if (config.extras().headNorms()) {
      bytes += norm(queries, false, !adapted) + norm(keys, false, !adapted);
    }
    bytes += 4 * queries * e + config.heads() * WIDE; // attention: q, k, v, output, log-sum-exps
    bytes += norm(hidden, false, !adapted);
    bytes += 3 * inner * e; // gate, its SiLU, up
    // inputs of the projections, but the attention's output
    return bytes + (adapter == null ? (2 * hidden + inner) * e : adapterInputs(adapter));
  }

  /**
   * What a norm keeps of each token: its input in 32 bits, and normalized, if its weight is
   * trained.
   *
   * @param shared whether the input is kept already
   */
  private static long norm(long width, boolean shared, boolean trained) {
    return (shared ? 0 : width * WIDE) + (trained ? width * WIDE : 0);
  }

  /**
   * The inputs of the adapted projections in 32 bits: a copy for each if they are narrower or
   * dropout changes them (with which were left out), otherwise each once, and the attention's
   * output not again.
   */
  private long adapterInputs(LoraSettings adapter) {
    Stream<Projection> targets = adapter.targets().stream();
    boolean drops = adapter.dropout() > 0;
    if (!narrow() && !drops) {
      Set<String> kept = new HashSet<>(Set.of(input(Projection.OUTPUT)));
      targets = targets.filter(target -> kept.add(input(target)));
    }
    return targets.mapToLong(target -> target.inputs(config) * (WIDE + (drops ? 1 : 0))).sum();
  }

  private static String input(Projection target) {
    return switch (target) {
      case QUERY, KEY, VALUE -> "first norm";
      case OUTPUT -> "attention";
      case GATE, UP -> "second norm";
      case DOWN -> "gated";
    };
  }

  private boolean narrow() {
    return precision.bytes() < WIDE;
  }

  /** Logits of a chunk of positions twice in 32 bits, and the scored positions' hidden states. */
  private long head(long tokens) {
    long chunk = Math.min(tokens, LanguageModel.LOGIT_CHUNK);
    return 2 * chunk * config.vocabSize() * WIDE
        + 3 * tokens * config.hiddenSize() * precision.bytes();
  }

  /** The gradients of a layer: of its trained weights, and of the widest activations. */
  private long backward(long tokens) {
    long weights =
        weights().stream()
            .filter(w -> w.layer() == config.layers() - 1 && trainable.trains(config, w))
            .mapToLong(w -> w.size() * (w.adapter() ? WIDE : precision.bytes()))
            .sum();
    return weights + 4 * tokens * config.intermediateSize() * precision.bytes();
  }
}
