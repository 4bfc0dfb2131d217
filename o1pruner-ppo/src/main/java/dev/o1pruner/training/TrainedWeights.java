package dev.o1pruner.training;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
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
    return indices.stream().map(i -> policy.layout().get(i).name()).toList();
  }

  /** An optimizer of them; close it. */
  Optimizer optimizer(OptimizerSettings settings) {
    List<Weight> layout = indices.stream().map(policy.layout()::get).toList();
    return new Optimizer(
        settings, policy.manager(), OptimizedWeight.all(layout, policy.config()), arrays());
  }

  /** What a file needs to hold the n-th of them. */
  SafetensorsWriter.Tensor stored(int n) {
    return policy.stored(indices.get(n));
  }

  /** Replaces the values of the n-th of them. */
  void assign(int n, SafetensorsReader reader, String name) {
    policy.assign(indices.get(n), reader, name);
  }

  /** Makes them the leaves that gradients are computed for, or no more so. */
  void requireGradients(boolean required) {
    arrays().forEach(weight -> weight.setRequiresGradient(required));
  }
}
