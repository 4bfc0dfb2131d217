package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Moves weights by a rule, with the gradients it accumulates and clips.
 *
 * <p>The state is ours, so that a checkpoint can hold it. Closing frees state and gradients; the
 * weights stay their owner's. For one thread at a time, which sees to it that nobody else uses the
 * weights meanwhile.
 */
public final class Optimizer implements AutoCloseable {

  /** Numbers rounded at random at a time: their noise stays in the cache. */
  private static final int ROUNDING_CHUNK = 1 << 16;

  private final OptimizerSettings settings;
  private final NDManager manager;
  private final ScriptModule script;
  private final StoredArrays stored;
  private final ImmutableList<OptimizedWeight> layout;
  private final ImmutableList<NDArray> weights;
  private final boolean hasMaster;
  private final ImmutableList<NDArray> masters;
  private final ImmutableList<NDArray> gradients;
  private final ImmutableMap<String, List<NDArray>> moments;
  private final NDArray steps;

  /**
   * An optimizer with zero state.
   *
   * @param parent its memory belongs to a sub-manager of this one
   * @param layout what the weights are, in their order
   * @param weights changed in place by each step; all F32 or all BF16
   * @throws IllegalArgumentException if a shape is not that of the layout, or the settings can't
   *     train such weights
   */
  public Optimizer(
      OptimizerSettings settings,
      NDManager parent,
      List<OptimizedWeight> layout,
      List<NDArray> weights) {
    Precision held = check(layout, weights);
    settings.precision().check(held);
    this.settings = settings;
    this.layout = ImmutableList.copyOf(layout);
    this.weights = ImmutableList.copyOf(weights);
    this.manager = parent.newSubManager();
    this.script =
        ScriptModule.compile(
            Optimizer.class,
            List.of("optimizer.py"),
            "Optimizer",
            Map.of("chunk", ROUNDING_CHUNK),
            manager);
    this.stored = new StoredArrays(script, settings.precision().seed());
    this.hasMaster = settings.precision().hasMaster(held);
    this.masters =
        hasMaster
            ? weights.stream()
                .map(weight -> stored.master(manager, weight))
                .collect(ImmutableList.toImmutableList())
            : this.weights;
    this.gradients =
        layout.stream()
            .map(weight -> manager.zeros(weight.shape()))
            .collect(ImmutableList.toImmutableList());
    this.moments = moments();
    this.steps = manager.zeros(new Shape());
  }

  private static Precision check(List<OptimizedWeight> layout, List<NDArray> weights) {
    checkArgument(
        !weights.isEmpty() && layout.size() == weights.size(),
        "%s weights for a layout of %s: an optimizer needs one each, and at least one",
        weights.size(),
        layout.size());
    DataType type = weights.get(0).getDataType();
    for (int i = 0; i < weights.size(); i++) {
      checkArgument(
          weights.get(i).getShape().equals(layout.get(i).shape())
              && weights.get(i).getDataType() == type,
          "weight %s is %s %s but must be %s %s",
          layout.get(i).name(),
          weights.get(i).getDataType(),
          weights.get(i).getShape(),
          type,
          layout.get(i).shape());
    }
    return switch (type) {
      case FLOAT32 -> Precision.F32;
      case FLOAT16 -> Precision.F16;
      default -> Precision.BF16; // DJL's engine knows no such type and calls it unknown
    };
  }

  private ImmutableMap<String, List<NDArray>> moments() {
    Map<String, ImmutableList.Builder<NDArray>> byKind = new TreeMap<>();
    for (OptimizedWeight weight : layout) {
      settings
          .rule()
          .state(weight)
          .forEach(
              (kind, shape) ->
                  byKind
                      .computeIfAbsent(kind, k -> ImmutableList.builder())
                      .add(StoredArrays.zeros(manager, shape, settings.precision().state())));
    }
    ImmutableMap.Builder<String, List<NDArray>> lists = ImmutableMap.builder();
    byKind.forEach((kind, arrays) -> lists.put(kind, arrays.build()));
    return lists.buildOrThrow();
  }

  /** The rule's name. */
  public String name() {
    return settings.rule().name();
  }

  /** One 32-bit array per weight, of its shape, to add gradients into. */
  public List<NDArray> gradients() {
    return gradients;
  }

  /**
   * What a checkpoint has to hold beside the weights, by kind: the number of steps, moments with
   * one array per weight, and the master copies if there are any. A FLOAT16 array here carries the
   * bits of bfloat16 numbers.
   */
  public Map<String, List<NDArray>> state() {
    ImmutableMap.Builder<String, List<NDArray>> state = ImmutableMap.builder();
    state.putAll(moments).put("step", ImmutableList.of(steps));
    if (hasMaster) {
      state.put("master", masters);
    }
    return state.buildOrThrow();
  }

  /** Bytes of {@link #state()}. */
  public long stateBytes() {
    return state().values().stream()
        .flatMap(List::stream)
        .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
        .sum();
  }

  /**
   * Scales the accumulated gradients down to a global norm.
   *
   * @param maxNorm largest norm they keep
   * @return their norm before that
   * @throws IllegalStateException if the optimizer is closed
   */
  public float clipGradients(double maxNorm) {
    checkOpen();
    try (NDManager call = manager.newSubManager()) {
      return script.infer(call, "clip", gradients, maxNorm).get(0).getFloat();
    }
  }

  /**
   * Moves the weights against the accumulated gradients, then clears those.
   *
   * @throws IllegalStateException if the optimizer is closed
   */
  public void step(double learningRate) {
    checkOpen();
    script.infer(manager, "count", steps);
    if (isWide(masters) && moments.values().stream().allMatch(Optimizer::isWide)) {
      settings
          .rule()
          .apply(new StepArrays(script, manager, masters, gradients, moments, steps, learningRate));
    } else {
      long count = (long) steps.getFloat();
      for (int i = 0; i < weights.size(); i++) {
        stepWidened(i, count, learningRate);
      }
    }
    if (hasMaster) {
      for (int i = 0; i < weights.size(); i++) {
        stored.assign(manager, weights.get(i), masters.get(i));
      }
    }
    script.infer(manager, "zero", gradients);
  }

  private static boolean isWide(List<NDArray> arrays) {
    return arrays.stream().allMatch(array -> array.getDataType() == DataType.FLOAT32);
  }

  /** One weight at a time, so that no more than one is held in both widths. */
  private void stepWidened(int i, long count, double learningRate) {
    String name = layout.get(i).name();
    try (NDManager scope = manager.newSubManager()) {
      NDArray weight = stored.widen(scope, masters.get(i));
      Map<String, List<NDArray>> wide = new TreeMap<>();
      moments.forEach(
          (kind, arrays) -> wide.put(kind, List.of(stored.widen(scope, arrays.get(i)))));
      StepArrays arrays =
          new StepArrays(
              script, scope, List.of(weight), List.of(gradients.get(i)), wide, steps, learningRate);
      settings.rule().apply(arrays);
      stored.roundBack(scope, masters.get(i), weight, name, count);
      moments.forEach(
          (kind, kept) ->
              stored.roundBack(
                  scope, kept.get(i), arrays.state(kind).get(0), kind + " " + name, count));
    }
  }

  private void checkOpen() {
    checkState(manager.isOpen(), "the optimizer is closed");
  }

  /** Frees state and gradients; closing again does nothing. */
  @Override
  public void close() {
    manager.close();
  }
}
