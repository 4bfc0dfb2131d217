package dev.o1pruner.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.script.ScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Weights of either precision with an optimizer of them. */
final class Trial implements AutoCloseable {

  final NDManager manager = NDManager.newBaseManager("PyTorch");
  final Optimizer optimizer;
  final List<NDArray> weights = new ArrayList<>();
  private final Precision held;
  private final ScriptModule brainFloats =
      ScriptModule.compile(
          Trial.class, List.of("brain_floats.py"), "BrainFloats", Map.of(), manager);

  Trial(
      OptimizerSettings settings,
      Precision held,
      List<OptimizedWeight> layout,
      List<float[]> initial) {
    this.held = held;
    for (int i = 0; i < initial.size(); i++) {
      NDArray weight = manager.create(initial.get(i), layout.get(i).shape());
      weights.add(
          held == Precision.BF16 ? brainFloats.infer(manager, "make", weight).get(0) : weight);
    }
    this.optimizer = new Optimizer(settings, manager, layout, weights);
  }

  /** The weights' values. */
  List<float[]> values() {
    List<float[]> values = new ArrayList<>();
    try (NDManager scope = manager.newSubManager()) {
      for (NDArray weight : weights) {
        NDArray wide =
            held == Precision.BF16 ? brainFloats.infer(scope, "read", weight).get(0) : weight;
        values.add(wide.toFloatArray());
      }
    }
    return values;
  }

  /** Gives the weights values that they can hold. */
  void assign(List<float[]> values) {
    try (NDManager scope = manager.newSubManager()) {
      for (int i = 0; i < values.size(); i++) {
        NDArray wide = scope.create(values.get(i), weights.get(i).getShape());
        brainFloats.infer(scope, "assign", weights.get(i), wide);
      }
    }
  }

  /** One step on these gradients. */
  void step(List<float[]> gradients, double learningRate) {
    try (NDManager scope = manager.newSubManager()) {
      for (int i = 0; i < gradients.size(); i++) {
        NDArray buffer = optimizer.gradients().get(i);
        buffer.addi(scope.create(gradients.get(i), buffer.getShape()));
      }
    }
    optimizer.step(learningRate);
  }

  @Override
  public void close() {
    manager.close();
  }
}
