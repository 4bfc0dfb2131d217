package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout.Weight;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which weights of a policy are trained, and whether activations are kept or computed twice. Frozen
 * weights have no gradient, no gradient buffer and no optimizer state, and nothing is recorded or
 * computed backwards below the lowest trained layer.
 */
public final class Trainable {

  /** One way of choosing weights. */
  private sealed interface Choice permits All, LastLayers, Lora {}

  private record All() implements Choice {}

  private record LastLayers(int count) implements Choice {}

  private record Lora(LoraSettings settings) implements Choice {}

  private final Choice choice;
  private final boolean checkpointing;

  private Trainable(Choice choice, boolean checkpointing) {
    this.choice = choice;
    this.checkpointing = checkpointing;
  }

  /** Every weight. */
  public static Trainable full() {
    return new Trainable(new All(), false);
  }

  /**
   * Every weight of the last layers; embedding, final norm and head stay frozen, as in the authors'
   * configuration for QwQ-32B-Preview, which trains 48 of 64 layers.
   *
   * @param count how many, from the last down; at most as many as the policy has
   */
  public static Trainable lastLayers(int count) {
    checkArgument(count > 0, "lastLayers must be positive but was %s", count);
    return new Trainable(new LastLayers(count), false);
  }

  /** A low-rank adapter beside frozen weights. */
  public static Trainable lora(LoraSettings settings) {
    return new Trainable(new Lora(settings), false);
  }

  /**
   * The same with gradient checkpointing: of each trained layer only its input is kept, and the
   * backward pass computes the layer again: more work, for the activations of one layer instead of
   * all.
   */
  public Trainable withGradientCheckpointing() {
    return new Trainable(choice, true);
  }

  /** Whether backward recomputes each layer. */
  public boolean gradientCheckpointing() {
    return checkpointing;
  }

  /**
   * The policy that is trained: this one, or for {@link #lora} this one with a new adapter on
   * shared weights, unless it has one already.
   *
   * @throws IllegalArgumentException if the policy has fewer layers, an adapter that isn't asked
   *     for, or an adapter of another shape
   */
  public LanguageModel prepare(LanguageModel policy) {
    if (choice instanceof Lora lora && policy.adapterSettings() == null) {
      return policy.withAdapter(lora.settings());
    }
    check(policy);
    return policy;
  }

  /** The precision of what is trained: an adapter is held in 32 bits beside any weights. */
  public Precision trainedPrecision(Precision policy) {
    return choice instanceof Lora ? Precision.F32 : policy;
  }

  /**
   * The trained weights of a prepared policy.
   *
   * @throws IllegalArgumentException if the policy doesn't fit; see {@link #prepare}
   */
  TrainedWeights of(LanguageModel policy) {
    check(policy);
    List<Weight> layout = policy.layout();
    return new TrainedWeights(
        policy,
        IntStream.range(0, layout.size())
            .filter(i -> trains(policy.config(), layout.get(i)))
            .boxed()
            .toList());
  }

  /** The adapter that a policy trained so has; null if it has none. */
  @Nullable LoraSettings adapter() {
    return choice instanceof Lora lora ? lora.settings() : null;
  }

  /** Whether a weight of such a model is trained. */
  boolean trains(ModelConfig config, Weight weight) {
    if (choice instanceof LastLayers last) {
      return weight.layer() >= config.layers() - last.count();
    }
    return choice instanceof All || weight.adapter();
  }

  /**
   * What the inputs that dropout leaves out derive from: a function of configuration, step and
   * microbatch alone, so that a resumed run goes on with the ones it would have left out.
   */
  long dropoutKey(int step, int microbatch) {
    long key = choice instanceof Lora lora ? lora.settings().seed() : 0;
    for (int part : new int[] {step, microbatch}) {
      key = new SplittableRandom(key * 31 + part).nextLong();
    }
    return key;
  }

  private void check(LanguageModel policy) {
    LoraSettings adapter = policy.adapterSettings();
    if (choice instanceof Lora lora) {
      checkArgument(adapter != null, "the policy has no adapter to train: prepare it first");
      checkArgument(
          adapter.equals(lora.settings().seed(adapter.seed())),
          "the policy's adapter is %s but %s is to be trained",
          adapter,
          lora.settings());
      return;
    }
    checkArgument(
        adapter == null, "the policy has an adapter: train it with Trainable.lora, or merge() it");
    check(policy.config());
  }

  /**
   * Refuses a model that can't be trained so.
   *
   * @throws IllegalArgumentException if it has fewer layers
   */
  void check(ModelConfig config) {
    if (choice instanceof LastLayers last) {
      checkArgument(
          last.count() <= config.layers(),
          "the last %s layers are to be trained but the policy has %s",
          last.count(),
          config.layers());
    }
  }

  @Override
  public String toString() {
    return choice + (checkpointing ? " with gradient checkpointing" : "");
  }
}
