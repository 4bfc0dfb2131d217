package dev.o1pruner.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;

/**
 * AdamW as libtorch's fused step, with the gradients it accumulates and clips.
 *
 * <p>The moments are ours, so that a checkpoint can hold them. Closing frees moments and gradients;
 * the weights stay their owner's.
 */
public final class AdamW implements AutoCloseable {

  private final AdamWSettings settings;
  private final NDManager manager;
  private final ScriptModule script;
  private final ImmutableList<NDArray> weights;
  private final ImmutableList<NDArray> gradients;
  private final ImmutableList<NDArray> firstMoments;
  private final ImmutableList<NDArray> secondMoments;
  private final ImmutableList<NDArray> steps;

  /**
   * An optimizer with zero moments.
   *
   * @param parent its memory belongs to a sub-manager of this one
   * @param weights changed in place by each step
   */
  public AdamW(AdamWSettings settings, NDManager parent, List<NDArray> weights) {
    this.settings = settings;
    this.manager = parent.newSubManager();
    this.script = ScriptModule.compile(AdamW.class, "optimizer.py", "Optimizer", Map.of(), manager);
    this.weights = ImmutableList.copyOf(weights);
    this.gradients = zerosLike(weights);
    this.firstMoments = zerosLike(weights);
    this.secondMoments = zerosLike(weights);
    this.steps =
        weights.stream()
            .map(weight -> manager.zeros(new Shape()))
            .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<NDArray> zerosLike(List<NDArray> arrays) {
    return arrays.stream()
        .map(array -> manager.zeros(array.getShape()))
        .collect(ImmutableList.toImmutableList());
  }

  /** One array per weight, of its shape, to add gradients into. */
  public List<NDArray> gradients() {
    return gradients;
  }

  /** What a checkpoint has to hold, by name; one array per weight each. */
  public Map<String, List<NDArray>> state() {
    return Map.of("first_moment", firstMoments, "second_moment", secondMoments, "step", steps);
  }

  /**
   * Scales the accumulated gradients down to a global norm.
   *
   * @param maxNorm largest norm they keep
   * @return their norm before that
   */
  public float clipGradients(double maxNorm) {
    try (NDManager call = manager.newSubManager()) {
      return script.infer(call, "clip", gradients, maxNorm).get(0).getFloat();
    }
  }

  /** Moves the weights against the accumulated gradients, then clears those. */
  public void step(double learningRate) {
    script.infer(
        manager,
        "adamw",
        weights,
        gradients,
        firstMoments,
        secondMoments,
        steps,
        learningRate,
        settings.beta1(),
        settings.beta2(),
        settings.epsilon(),
        settings.weightDecay());
    script.infer(manager, "zero", gradients);
  }

  @Override
  public void close() {
    manager.close();
  }
}
