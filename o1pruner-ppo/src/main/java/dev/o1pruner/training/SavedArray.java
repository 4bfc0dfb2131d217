package dev.o1pruner.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.WeightStorage;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An array that a checkpoint holds.
 *
 * @param moved what its bytes are moved as
 * @param dtype what they are, as a safetensors dtype
 */
record SavedArray(NDArray array, Precision moved, String dtype) {

  /** Every trained weight and every array of the optimizer, by the name it is saved under. */
  static Map<String, SavedArray> all(TrainingState state) {
    Map<String, SavedArray> all = new TreeMap<>(weights(state));
    Optimizer optimizer = state.optimizer();
    optimizer
        .state()
        .forEach(
            (kind, values) -> {
              for (int i = 0; i < values.size(); i++) {
                all.put("%s.%s.%d".formatted(optimizer.name(), kind, i), ofState(values.get(i)));
              }
            });
    return all;
  }

  /** Every trained weight, by the name it is saved under. */
  static Map<String, SavedArray> weights(TrainingState state) {
    Map<String, SavedArray> all = new TreeMap<>();
    TrainedWeights weights = state.weights();
    List<String> names = weights.names();
    List<NDArray> arrays = weights.arrays();
    Precision held = weights.precision();
    for (int n = 0; n < names.size(); n++) {
      all.put(
          "weight." + names.get(n), new SavedArray(arrays.get(n), held, held.safetensorsName()));
    }
    return all;
  }

  /** An array of an optimizer, whose FLOAT16 arrays carry the bits of bfloat16 numbers. */
  static SavedArray ofState(NDArray array) {
    return array.getDataType() == DataType.FLOAT16
        ? new SavedArray(array, Precision.F16, Precision.BF16.safetensorsName())
        : new SavedArray(array, Precision.F32, Precision.F32.safetensorsName());
  }

  /** What a writer needs to store it. */
  Tensor tensor(WeightStorage storage, String name) {
    Tensor bytes = storage.tensor(new Weight(name, array.getShape()), moved, array);
    return new Tensor(name, dtype, bytes.shape(), bytes.bytes(), bytes.data());
  }
}
