package dev.o1pruner.training;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.optimizer.OptimizedWeight;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.optimizer.OptimizerSettings;
import java.util.List;

/**
 * The weights of a policy that training changes, in the policy's order.
 *
 * @param policy whose they are
 * @param indices their places in the policy's layout, ascending
 */
public record TrainedWeights(LanguageModel policy, List<Integer> indices) {

  /** Copies the list. */
  public TrainedWeights {
    indices = ImmutableList.copyOf(indices);
  }

  /** The weights themselves. */
  public List<NDArray> arrays() {
    return indices.stream().map(policy.weights()::get).toList();
  }

  /** Their names: Hugging Face's, or PEFT's for an adapter. */
  public List<String> names() {
    List<Weight> layout = policy.layout();
    return indices.stream().map(i -> layout.get(i).name()).toList();
  }

  /** An optimizer of them; close it. */
  Optimizer optimizer(OptimizerSettings settings) {
    List<Weight> layout = indices.stream().map(policy.layout()::get).toList();
    return new Optimizer(
        settings, policy.manager(), OptimizedWeight.all(layout, policy.config()), arrays());
  }

  /** How they are held: an adapter's in 32 bits, whatever the policy's other weights. */
  Precision precision() {
    boolean adapter = policy.layout().get(indices.get(0)).adapter();
    return adapter ? Precision.F32 : policy.precision();
  }

  /** Whether any of them is a leaf that gradients are computed for: a training has it. */
  boolean requireGradients() {
    return arrays().stream().anyMatch(NDArray::hasGradient);
  }

  /** Makes them the leaves that gradients are computed for, or no more so. */
  void requireGradients(boolean required) {
    arrays().forEach(weight -> weight.setRequiresGradient(required));
  }
}
