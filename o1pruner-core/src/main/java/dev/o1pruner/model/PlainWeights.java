package dev.o1pruner.model;

import ai.djl.ndarray.NDArray;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.WeightStorage.Rows;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.model.script.ScriptModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights as one without adapter has them: themselves or, where there is an adapter, with
 * its product added as they are moved.
 *
 * @param script the model's
 * @param weights in the order of {@link WeightLayout}; what comes after those is left alone
 */
record PlainWeights(
    ModelConfig config, ScriptModule script, List<NDArray> weights, @Nullable Adapter adapter) {

  /** What a writer needs to store them. */
  List<Tensor> tensors(WeightStorage storage, Precision stored) {
    List<Tensor> tensors = new ArrayList<>();
    Map<String, Rows> merged = merged();
    for (Weight weight : WeightLayout.of(config)) {
      NDArray plain = weights.get(tensors.size());
      Rows rows = merged.get(weight.name());
      tensors.add(
          rows == null
              ? storage.tensor(weight, stored, plain)
              : storage.tensor(weight, stored, rows));
    }
    return tensors;
  }

  /** Copies of them. */
  List<NDArray> copies(WeightStorage storage, Precision wanted) {
    List<NDArray> copies = new ArrayList<>();
    Map<String, Rows> merged = merged();
    for (Weight weight : WeightLayout.of(config)) {
      NDArray plain = weights.get(copies.size());
      Rows rows = merged.get(weight.name());
      copies.add(
          storage.copy(
              weight.shape(),
              wanted,
              scope -> rows == null ? plain : rows.get(scope, 0, weight.shape().get(0))));
    }
    return copies;
  }

  /** The rows of each adapted weight, with the adapter's product added. */
  private Map<String, Rows> merged() {
    Map<String, Rows> merged = new HashMap<>();
    if (adapter == null) {
      return merged;
    }
    Map<String, Integer> positions = AdapterLayout.positions(config, adapter.settings());
    List<Weight> layout = WeightLayout.of(config);
    for (int i = 0; i < layout.size(); i++) {
      Integer position = positions.get(layout.get(i).name());
      if (position != null) {
        NDArray plain = weights.get(i);
        NDArray a = adapter.weights().get(position);
        NDArray b = adapter.weights().get(position + 1);
        merged.put(
            layout.get(i).name(),
            (scope, first, count) ->
                script.infer(scope, "merged", plain, a, b, first, count).get(0));
      }
    }
    return merged;
  }
}
