package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.optimizer.AdamW;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The trained weights, their moments and the number of finished steps in one safetensors file: one
 * atomic move makes them all the old ones or all the new ones. Frozen weights are not in it.
 */
final class CheckpointFile implements TrainingCheckpoints {

  private static final String FINISHED_STEPS = "finished_steps";

  private final Path file;
  private final int every;

  CheckpointFile(Path directory, int every) {
    checkArgument(every > 0, "a checkpoint every %s steps makes no sense", every);
    this.file = directory.resolve("training.safetensors");
    this.every = every;
  }

  @Override
  public int restore(TrainedWeights weights, AdamW optimizer) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file);
        NDManager scope = weights.policy().manager().newSubManager()) {
      List<String> names = weightNames(weights);
      Map<String, NDArray> state = state(optimizer);
      check(reader, weights, state);
      for (int n = 0; n < names.size(); n++) {
        weights.assign(n, reader, names.get(n));
      }
      state.forEach(
          (name, array) ->
              scope.create(reader.map(name), array.getShape(), DataType.FLOAT32).copyTo(array));
      NDArray steps = scope.create(reader.map(FINISHED_STEPS), new Shape(1), DataType.FLOAT32);
      return (int) steps.toFloatArray()[0];
    }
  }

  /** Refuses the checkpoint of another run before anything is overwritten. */
  private void check(
      SafetensorsReader reader, TrainedWeights weights, Map<String, NDArray> optimizerState) {
    Map<String, Shape> expected = new TreeMap<>();
    List<String> names = weightNames(weights);
    for (int n = 0; n < names.size(); n++) {
      expected.put(names.get(n), weights.arrays().get(n).getShape());
    }
    optimizerState.forEach((name, array) -> expected.put(name, array.getShape()));
    String advice = "%s is of another model or other trained weights: %s; delete it to start anew";
    expected.forEach(
        (name, shape) -> {
          checkArgument(reader.contains(name), advice, file, "it has no " + name);
          Shape there = new Shape(reader.shape(name));
          checkArgument(
              there.equals(shape),
              advice,
              file,
              "%s has shape %s here but %s there".formatted(name, shape, there));
        });
    // a deeper model has every array of a shallower one, and more
    for (String name : reader.names()) {
      checkArgument(
          expected.containsKey(name) || name.equals(FINISHED_STEPS),
          advice,
          file,
          "it has %s too".formatted(name));
    }
  }

  @Override
  public void afterStep(int step, int steps, TrainedWeights weights, AdamW optimizer) {
    if ((step + 1) % every != 0 && step + 1 != steps) {
      return;
    }
    try (NDManager scope = weights.policy().manager().newSubManager()) {
      List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
      List<String> names = weightNames(weights);
      for (int n = 0; n < names.size(); n++) {
        tensors.add(weights.stored(n).named(names.get(n)));
      }
      Map<String, NDArray> arrays = state(optimizer);
      arrays.put(FINISHED_STEPS, scope.create(new float[] {step + 1}));
      arrays.forEach(
          (name, array) ->
              tensors.add(
                  new SafetensorsWriter.Tensor(
                      name,
                      "F32",
                      Arrays.stream(array.getShape().getShape()).boxed().toList(),
                      array.size() * Float.BYTES,
                      array::toByteBuffer)));
      SafetensorsWriter.write(file, tensors);
    }
  }

  /** The names the trained weights are saved under. */
  private static List<String> weightNames(TrainedWeights weights) {
    return weights.names().stream().map(name -> "weight." + name).toList();
  }

  /** Every array of the optimizer by the name it is saved under. */
  private static Map<String, NDArray> state(AdamW optimizer) {
    Map<String, NDArray> arrays = new TreeMap<>();
    optimizer
        .state()
        .forEach(
            (kind, values) -> {
              for (int i = 0; i < values.size(); i++) {
                arrays.put("%s.%d".formatted(kind, i), values.get(i));
              }
            });
    return arrays;
  }
}
