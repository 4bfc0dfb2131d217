package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.model.script.ScriptModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A language model with its tokenizer, loaded from and saved to Hugging Face directories.
 *
 * <p>Holds native memory: close it. One thread at a time may use it.
 */
public final class LanguageModel implements AutoCloseable {

  /** Scored positions whose logits exist at once: bounds memory at {@value} * V numbers. */
  private static final int LOGIT_CHUNK = 1024;

  /** Padded tokens scored in one call. */
  private static final int SCORE_TOKEN_BUDGET = 8192;

  private final ModelDirectory directory;
  private final ModelConfig config;
  private final Precision precision;
  private final NDManager manager;
  private final ScriptModule script;
  private final Tokenizer tokenizer;
  private final ImmutableList<NDArray> weights;
  private final @Nullable LanguageModel base;
  private final @Nullable Adapter adapter;
  private boolean closed;

  private LanguageModel(
      ModelDirectory directory, Device device, Precision precision, WeightSource source) {
    this.directory = directory;
    this.precision = precision;
    Path file = directory.source().resolve(ModelDirectory.CONFIG);
    JsonObject json = directory.config();
    try {
      this.config = Architecture.read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    this.tokenizer = Tokenizer.load(directory.source().resolve(ModelDirectory.TOKENIZER));
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.base = null;
    this.adapter = null;
    try {
      this.script = compile(manager, config, null);
      this.weights = ImmutableList.copyOf(source.weights(manager, script, config));
    } catch (RuntimeException e) {
      close();
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
    this.directory = base.directory;
    this.config = base.config;
    this.precision = base.precision;
    this.tokenizer = base.tokenizer;
    this.manager = base.manager().newSubManager();
    try {
      this.script = compile(manager, config, settings);
      this.adapter = source.adapter(manager, script);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
    this.weights =
        ImmutableList.<NDArray>builder().addAll(base.weights).addAll(adapter.weights()).build();
  }

  /** Makes an adapter's weights. */
  private interface AdapterSource {
    Adapter adapter(NDManager manager, ScriptModule script);
  }

  /** Makes the weights, in the script's order. */
  private interface WeightSource {
    List<NDArray> weights(NDManager manager, ScriptModule script, ModelConfig config);
  }

  /** Loads a model on the CPU in 32-bit floating point. */
  public static LanguageModel load(Path directory) {
    return load(directory, Device.cpu(), Precision.F32);
  }

  /**
   * Loads a model. GPU devices are passed through to libtorch and have not been tested.
   *
   * @param directory a Hugging Face directory: config.json, model.safetensors, tokenizer.json
   * @param device where weights and computation live
   * @param precision what the weights are converted to; training needs {@link Precision#F32}
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public static LanguageModel load(Path directory, Device device, Precision precision) {
    return new LanguageModel(
        ModelDirectory.read(directory),
        device,
        precision,
        (manager, script, config) ->
            Weights.read(
                manager,
                script,
                WeightLayout.of(config),
                directory.resolve(ModelDirectory.WEIGHTS),
                precision));
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
        (manager, script, config) ->
            Weights.random(
                manager, script, WeightLayout.of(config), seed, config.layers(), Precision.F32));
  }

  /**
   * This model with a new low-rank adapter, which changes nothing yet; see {@link LoraSettings}.
   *
   * <p>The weights are shared, not copied: close the result before this model, or this model alone.
   *
   * @throws IllegalStateException if this model has an adapter
   */
  public LanguageModel withAdapter(LoraSettings settings) {
    return new LanguageModel(
        this, settings, (scope, compiled) -> Adapter.random(scope, compiled, config, settings));
  }

  /**
   * This model with an adapter in PEFT's format; see {@link #withAdapter(LoraSettings)}.
   *
   * @param adapter a directory with adapter_config.json and adapter_model.safetensors
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public LanguageModel withAdapter(Path adapter) {
    LoraSettings settings = Adapter.settings(adapter);
    return new LanguageModel(
        this,
        settings,
        (scope, compiled) -> Adapter.read(scope, compiled, config, settings, adapter));
  }

  /**
   * A model of its own with the adapter's products added to the weights, in their precision.
   *
   * @throws IllegalStateException if there is no adapter
   */
  public LanguageModel merge() {
    requireAdapter();
    return new LanguageModel(
        directory,
        manager().getDevice(),
        precision,
        (scope, compiled, shape) ->
            IntStream.range(0, WeightLayout.of(shape).size())
                .mapToObj(
                    i -> Weights.copy(scope, compiled, call -> plainWeight(call, i), precision))
                .toList());
  }

  private static ScriptModule compile(
      NDManager manager, ModelConfig config, @Nullable LoraSettings adapter) {
    return ScriptModule.compile(
        LanguageModel.class,
        "language_model.py",
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
    attributes.put("chunk", LOGIT_CHUNK);
    return attributes;
  }

  /** The model's shape. */
  public ModelConfig config() {
    return config;
  }

  /** How the weights are held in memory. */
  public Precision precision() {
    return precision;
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The files the model came with. */
  public ModelDirectory directory() {
    return directory;
  }

  /** The tokens that end a solution. */
  public Set<Integer> endTokenIds() {
    return directory.endTokenIds();
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
    List<Weight> layout = new ArrayList<>(WeightLayout.of(config));
    if (adapter != null) {
      layout.addAll(adapter.layout());
    }
    return layout;
  }

  /** The weights, in the order of {@link #layout()}; shared with the model, not copies. */
  public List<NDArray> weights() {
    checkOpen();
    return weights;
  }

  /** What a safetensors file needs to hold a weight as it is, under its name in the layout. */
  public SafetensorsWriter.Tensor stored(int weight) {
    Precision held = weight < WeightLayout.of(config).size() ? precision : Precision.F32;
    return Weights.tensor(
        manager(), script, layout().get(weight), scope -> weights.get(weight), held);
  }

  /**
   * Replaces a weight's values by those of a stored tensor of the same shape.
   *
   * @param weight its index in {@link #layout()}
   * @param name the tensor's name
   */
  public void assign(int weight, SafetensorsReader reader, String name) {
    Weights.assign(manager(), script, weights.get(weight), reader, name);
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
    try (NDManager scope = manager().newSubManager()) {
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

  /**
   * Log-probabilities of given tokens: untruncated, at temperature 1.
   *
   * @return for each sequence, one number per token after its prompt
   * @throws IllegalArgumentException if a token is outside the vocabulary or a sequence outside the
   *     context
   */
  public List<float[]> logProbs(List<TokenSequence> sequences) {
    for (TokenSequence sequence : sequences) {
      checkTokens(sequence.promptIds());
      checkTokens(sequence.tokenIds());
      checkContext(sequence.inputLength());
    }
    List<Integer> order = new ArrayList<>();
    List<float[]> result = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
      result.add(new float[sequences.get(i).tokenIds().length()]);
    }
    for (List<Integer> part :
        TokenBatch.split(order, i -> sequences.get(i).inputLength(), SCORE_TOKEN_BUDGET)) {
      try (NDManager scope = manager().newSubManager()) {
        TokenBatch batch = TokenBatch.of(scope, part.stream().map(sequences::get).toList());
        NDList scored =
            script.infer(
                scope, "log_probs", weights, batch.ids(), batch.positions(), batch.targets());
        float[] flat = scored.get(0).toFloatArray(); // (B*P)
        int width = (int) batch.targets().getShape().get(1);
        for (int row = 0; row < part.size(); row++) {
          float[] target = result.get(part.get(row));
          System.arraycopy(flat, row * width, target, 0, target.length);
        }
      }
    }
    return result;
  }

  /** Saves the model at the precision it is held in; see {@link #save(Path, Precision)}. */
  public void save(Path target) {
    save(target, precision);
  }

  /**
   * Saves a Hugging Face directory: the weights, config.json with their precision, and the other
   * files the model came with. Each file appears only once it is whole, the weights last. An
   * adapter is merged on the way, one weight at a time; {@link #saveAdapter} saves it alone.
   */
  public void save(Path target, Precision stored) {
    List<Weight> layout = WeightLayout.of(config);
    List<SafetensorsWriter.Tensor> tensors =
        Weights.tensors(manager(), script, layout, this::plainWeight, stored);
    JsonObject json = directory.config();
    json.addProperty("torch_dtype", stored.configName());
    directory.write(target, json);
    SafetensorsWriter.write(target.resolve(ModelDirectory.WEIGHTS), tensors);
  }

  /**
   * Saves the adapter in PEFT's format, in 32 bits.
   *
   * @param target a directory, made if it isn't there
   * @throws IllegalStateException if there is no adapter
   */
  public void saveAdapter(Path target) {
    requireAdapter().write(manager(), script, target, directory.source().toString());
  }

  private Adapter requireAdapter() {
    checkState(adapter != null, "the model from %s has no adapter", directory.source());
    return adapter;
  }

  /** A weight of the layout without adapter: as it is, or with the adapter's product added. */
  private NDArray plainWeight(NDManager scope, int index) {
    NDArray weight = weights.get(index);
    Integer position =
        adapter == null
            ? null
            : AdapterLayout.positions(config, adapter.settings())
                .get(WeightLayout.of(config).get(index).name());
    if (adapter == null || position == null) {
      return weight;
    }
    NDArray a = adapter.weights().get(position);
    NDArray b = adapter.weights().get(position + 1);
    return script.infer(scope, "merged", weight, a, b).get(0);
  }

  /** Refuses token ids the embedding has no row for: libtorch would end the process. */
  public void checkTokens(ImmutableIntArray ids) {
    ids.forEach(
        id ->
            checkArgument(
                id >= 0 && id < config.vocabSize(),
                "token id %s is outside the vocabulary of %s",
                id,
                config.vocabSize()));
  }

  private void checkContext(int tokens) {
    checkArgument(
        tokens <= config.maxPositions(),
        "%s tokens are more than the model's context of %s (max_position_embeddings)",
        tokens,
        config.maxPositions());
  }

  private void checkOpen() {
    boolean open = !closed && (base == null || !base.closed);
    checkState(open, "the model from %s is closed", directory.source());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (base == null) {
        tokenizer.close();
      }
      manager.close();
    }
  }
}
