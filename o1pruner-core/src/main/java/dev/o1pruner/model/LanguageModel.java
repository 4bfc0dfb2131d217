package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.model.checkpoint.ShardPlan;
import dev.o1pruner.model.checkpoint.WeightFiles;
import dev.o1pruner.model.script.ComputeThreads;
import dev.o1pruner.model.script.ScriptModule;
import dev.o1pruner.run.AtomicDirectory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A language model with its tokenizer, loaded from and saved to Hugging Face directories.
 *
 * <p>Holds native memory: close it. One thread at a time may use it, and all adapters on its
 * weights: another is refused ({@link #use}). Different models may be used by different threads at
 * once.
 */
public final class LanguageModel implements TextModel {

  /**
   * Logits that exist at once when tokens are scored, unless 1024 of each position are more: of all
   * positions those of some of the vocabulary. Blocks of this size are taken from memory that was
   * freed before, larger ones anew from the system each time.
   */
  public static final int LOGIT_BLOCK = 1 << 22;

  /** Parameters up to which a product is too small to be worth several threads. */
  private static final long SMALL = 30_000_000;

  private final ModelDirectory directory;
  private final ModelConfig config;
  private final Precision precision;
  private final NDManager manager;
  private final ScriptModule script;
  private final Tokenizer tokenizer;
  private final ImmutableList<NDArray> weights;
  private final @Nullable LanguageModel base;
  private final @Nullable Adapter adapter;
  private final SoleUse sole;
  private volatile boolean closed;

  private LanguageModel(
      ModelDirectory directory, Device device, Precision precision, WeightSource source) {
    this.directory = directory;
    this.sole = new SoleUse("the model from " + directory.source());
    this.precision = precision;
    this.config = TextModel.readConfig(directory);
    this.tokenizer = Tokenizer.load(directory.source().resolve(ModelDirectory.TOKENIZER));
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.base = null;
    this.adapter = null;
    try {
      this.script = compile(manager, config, null);
      this.weights = ImmutableList.copyOf(source.weights(manager, config));
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  /** A model with an adapter, on the weights of one without. */
  private LanguageModel(LanguageModel base, LoraSettings settings, AdapterSource source) {
    checkState(
        base.adapter == null,
        "the model from %s has an adapter already: merge() it first",
        base.directory.source());
    this.base = base;
    this.sole = base.sole;
    this.directory = base.directory;
    this.config = base.config;
    this.precision = base.precision;
    this.tokenizer = base.tokenizer;
    this.manager = base.manager().newSubManager();
    try {
      this.script = compile(manager, config, settings);
      this.adapter = source.adapter(manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
    this.weights =
        ImmutableList.<NDArray>builder().addAll(base.weights).addAll(adapter.weights()).build();
  }

  /** Makes an adapter's weights. */
  private interface AdapterSource {
    Adapter adapter(NDManager manager);
  }

  /** Makes the weights, in the script's order. */
  private interface WeightSource {
    List<NDArray> weights(NDManager manager, ModelConfig config);
  }

  /** Loads a model on the CPU in 32-bit floating point. */
  public static LanguageModel load(Path directory) {
    return load(directory, Precision.F32);
  }

  /** Loads a model on the CPU; see {@link #load(Path, Device, Precision)}. */
  public static LanguageModel load(Path directory, Precision precision) {
    return load(directory, Device.cpu(), precision);
  }

  /**
   * Loads a model. GPU devices are passed through to libtorch and have not been tested.
   *
   * @param directory a Hugging Face directory: config.json, tokenizer.json, and model.safetensors
   *     or the shards that model.safetensors.index.json names
   * @param device where weights and computation live
   * @param precision what the weights are converted to; beside {@link Precision#F16} weights only
   *     an adapter can be trained
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public static LanguageModel load(Path directory, Device device, Precision precision) {
    ModelDirectory source = ModelDirectory.read(directory);
    return new LanguageModel(
        source,
        device,
        precision,
        (manager, config) -> {
          try (WeightFiles files = WeightFiles.open(source)) {
            return Weights.read(manager, WeightLayout.of(config), files, precision);
          }
        });
  }

  /**
   * A model to be trained from scratch: a directory's configuration and tokenizer, random weights.
   *
   * @param directory needs config.json and tokenizer.json only
   * @param seed the weights derive from it
   */
  public static LanguageModel random(Path directory, long seed) {
    return new LanguageModel(
        ModelDirectory.read(directory),
        Device.cpu(),
        Precision.F32,
        (manager, config) -> Weights.random(manager, config, seed, Precision.F32));
  }

  /**
   * This model with a new low-rank adapter, which changes nothing yet; see {@link LoraSettings}.
   *
   * <p>The weights are shared, not copied: close the result before this model, or this model alone.
   *
   * @throws IllegalStateException if this model has an adapter
   */
  public LanguageModel withAdapter(LoraSettings settings) {
    Use use = use("an adapter");
    try (use) {
      return new LanguageModel(this, settings, owner -> Adapter.random(owner, config, settings));
    }
  }

  /**
   * This model with an adapter in PEFT's format; see {@link #withAdapter(LoraSettings)}.
   *
   * @param adapter a directory with adapter_config.json and adapter_model.safetensors
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public LanguageModel withAdapter(Path adapter) {
    LoraSettings settings = Adapter.settings(adapter);
    Use use = use("an adapter");
    try (use) {
      return new LanguageModel(
          this, settings, owner -> Adapter.read(owner, config, settings, adapter));
    }
  }

  /**
   * A model of its own with the adapter's products added to the weights, in their precision.
   *
   * @throws IllegalStateException if there is no adapter
   */
  public LanguageModel merge() {
    requireAdapter();
    Use use = use("merging");
    try (use) {
      return new LanguageModel(
          directory,
          manager().getDevice(),
          precision,
          (owner, shape) -> {
            try (WeightStorage storage = new WeightStorage(owner)) {
              return plainWeights().copies(storage, precision);
            }
          });
    }
  }

  private static ScriptModule compile(
      NDManager manager, ModelConfig config, @Nullable LoraSettings adapter) {
    try {
      return compile("packed_linear.py", manager, config, adapter);
    } catch (EngineException e) {
      return compile("plain_linear.py", manager, config, adapter); // libtorch without oneDNN
    }
  }

  private static ScriptModule compile(
      String linear, NDManager manager, ModelConfig config, @Nullable LoraSettings adapter) {
    return ScriptModule.compile(
        LanguageModel.class,
        List.of(linear, "language_model.py"),
        "LanguageModel",
        scriptAttributes(config, adapter),
        manager);
  }

  private static Map<String, Object> scriptAttributes(
      ModelConfig config, @Nullable LoraSettings adapter) {
    Map<String, Integer> places = WeightLayout.attributes(config);
    Map<String, Object> attributes = new HashMap<>(places);
    Set<Projection> targets = adapter == null ? Set.of() : adapter.targets();
    attributes.put("targets", targets.stream().mapToInt(target -> target.bit(places)).sum());
    attributes.put("adapted", targets.size());
    attributes.put("scaling", adapter == null ? 0.0 : adapter.scaling());
    attributes.put("dropout", adapter == null ? 0.0 : adapter.dropout());
    attributes.put("layers", config.layers());
    attributes.put("heads", config.heads());
    attributes.put("kv_heads", config.kvHeads());
    attributes.put("head_size", config.headSize());
    attributes.put("norm_eps", config.normEps());
    attributes.put("rope_frequencies", config.rotary().frequencies());
    attributes.put("rope_scale", config.rotary().scale());
    attributes.put("window", config.window().width());
    attributes.put("first_window_layer", config.window().firstLayer());
    attributes.put("tied", config.tiedEmbeddings());
    attributes.put("block", LOGIT_BLOCK);
    return attributes;
  }

  /** The model's shape. */
  @Override
  public ModelConfig config() {
    return config;
  }

  /** How the weights are held in memory. */
  public Precision precision() {
    return precision;
  }

  /** The tokenizer. */
  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The files the model came with. */
  @Override
  public ModelDirectory directory() {
    return directory;
  }

  /** The adapter's settings; null if the model has none. */
  public @Nullable LoraSettings adapterSettings() {
    return adapter == null ? null : adapter.settings();
  }

  /** Numbers in all weights, an adapter's included. */
  public long parameters() {
    return layout().stream().mapToLong(Weight::size).sum();
  }

  /** Names and shapes of {@link #weights()}: those of {@link WeightLayout}, then an adapter's. */
  public List<Weight> layout() {
    return WeightLayout.of(config, adapterSettings());
  }

  /** The weights, in the order of {@link #layout()}; shared with the model, not copies. */
  public List<NDArray> weights() {
    checkOpen();
    return weights;
  }

  /**
   * On how many threads side by side independent work with this model is done fastest: each of
   * libtorch's for a model of at most {@value #SMALL} parameters on a CPU, else one, whose products
   * all of them share.
   */
  public int computeThreads() {
    boolean small = parameters() <= SMALL && !manager().getDevice().isGpu();
    return small ? ComputeThreads.available() : 1;
  }

  /** The script that computes with the weights. */
  public ScriptModule script() {
    checkOpen();
    return script;
  }

  /** Owns the weights; open a sub-manager for anything shorter-lived. */
  public NDManager manager() {
    checkOpen();
    return manager;
  }

  /** A use of a model by one thread, until it is closed by that thread. */
  @FunctionalInterface
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes the model for the calling thread. All that computes with it or changes it does so for as
   * long as that takes: sampling, scoring, saving, a training step. Whoever works with {@link
   * #weights}, {@link #script} or {@link #manager} does well to do the same.
   *
   * @param purpose for messages to others, such as {@code sampling}
   * @throws IllegalStateException naming the thread that uses it, and for what; or if it is closed
   */
  public Use use(String purpose) {
    Use use = sole.begin(purpose);
    try {
      checkOpen();
      return use;
    } catch (IllegalStateException e) {
      use.close();
      throw e;
    }
  }

  /**
   * Logits at every position of one text.
   *
   * @param ids at least one token
   * @return (T, V)
   */
  public float[][] logits(ImmutableIntArray ids) {
    checkArgument(!ids.isEmpty(), "logits need at least one token");
    checkTokens(ids);
    checkContext(ids.length());
    Use use = use("logits");
    try (use;
        NDManager scope = manager().newSubManager()) {
      NDArray input =
          scope.create(ids.stream().asLongStream().toArray(), new Shape(1, ids.length()));
      float[] flat = script.infer(scope, "logits", weights, input).get(0).toFloatArray();
      float[][] rows = new float[ids.length()][config.vocabSize()];
      for (int t = 0; t < rows.length; t++) {
        System.arraycopy(flat, t * config.vocabSize(), rows[t], 0, config.vocabSize());
      }
      return rows;
    }
  }

  /** {@link #logProbs(List, Runnable)} with nobody listening. */
  public List<float[]> logProbs(List<TokenSequence> sequences) {
    return logProbs(sequences, () -> {});
  }

  /**
   * Log-probabilities of given tokens: untruncated, at temperature 1.
   *
   * @param onSequence run once for each sequence that is done
   * @return for each sequence, one number per token after its prompt
   * @throws IllegalArgumentException if a token is outside the vocabulary or a sequence outside the
   *     context
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public List<float[]> logProbs(List<TokenSequence> sequences, Runnable onSequence) {
    for (TokenSequence sequence : sequences) {
      checkTokens(sequence.promptIds());
      checkTokens(sequence.tokenIds());
      checkContext(sequence.inputLength());
    }
    Use use = use("scoring");
    try (use) {
      return new Scorer(this).logProbs(sequences, onSequence);
    }
  }

  /** Saves the model at the precision it is held in; see {@link #save(Path, Precision)}. */
  public void save(Path target) {
    save(target, precision);
  }

  /**
   * Saves a Hugging Face directory: config.json with the precision, the weights in the files they
   * came in, and the other files the model came with. An adapter is merged on the way, a piece of a
   * weight at a time; {@link #saveAdapter} saves it alone.
   *
   * <p>An older model in the target is replaced as a whole, once the new one is whole; it may be
   * the one this model was loaded from. Anything else in the target stays. See {@link
   * AtomicDirectory}.
   *
   * @throws java.io.UncheckedIOException if it can't be written; an older model stays
   */
  public void save(Path target, Precision stored) {
    save(target, stored, tensors -> ShardPlan.like(directory, tensors));
  }

  /**
   * The same, with the weights divided anew.
   *
   * @param maxFileBytes most bytes of weights in a file, such as {@link
   *     ShardPlan#DEFAULT_MAX_BYTES}
   */
  public void save(Path target, Precision stored, long maxFileBytes) {
    save(target, stored, tensors -> ShardPlan.split(tensors, maxFileBytes));
  }

  private void save(Path target, Precision stored, Function<List<Tensor>, ShardPlan> plan) {
    Use use = use("saving");
    try (use;
        WeightStorage storage = new WeightStorage(manager())) {
      List<Tensor> tensors = plainWeights().tensors(storage, stored);
      directory.save(target, stored.storedIn(directory.config()), plan.apply(tensors));
    }
  }

  /**
   * Saves the adapter in PEFT's format, in 32 bits.
   *
   * @param target a directory, made if it isn't there
   * @throws IllegalStateException if there is no adapter
   */
  public void saveAdapter(Path target) {
    Use use = use("saving");
    try (use) {
      requireAdapter().write(manager(), target, directory.source().toString());
    }
  }

  private Adapter requireAdapter() {
    checkState(adapter != null, "the model from %s has no adapter", directory.source());
    return adapter;
  }

  private PlainWeights plainWeights() {
    return new PlainWeights(config, script, weights, adapter);
  }

  private void checkContext(int tokens) {
    checkArgument(
        tokens <= config.maxPositions(),
        "%s tokens are more than the model's context of %s (max_position_embeddings)",
        tokens,
        config.maxPositions());
  }

  /** Whether neither this model nor, if it has an adapter, the one it is on is closed. */
  public boolean isOpen() {
    return !closed && (base == null || !base.closed);
  }

  private void checkOpen() {
    checkState(isOpen(), "the model from %s is closed", directory.source());
  }

  /**
   * Frees the memory, once the use by another thread that is going on has ended. Closing again does
   * nothing; any other use is refused.
   *
   * @throws IllegalStateException if the calling thread is in the middle of a use, such as in a
   *     callback
   */
  @Override
  public void close() {
    sole.close(this::free);
  }

  private void free() {
    if (!closed) {
      closed = true;
      if (base == null) {
        tokenizer.close();
      }
      manager.close();
    }
  }
}
