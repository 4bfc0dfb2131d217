package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.optimizer.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The trained weights, the optimizer's state under its name, and the number of finished steps in
 * one safetensors file: one atomic move makes them all the old ones or all the new ones. Frozen
 * weights are not in it.
 */
final class CheckpointFile implements TrainingCheckpoints {

  private static final String FINISHED_STEPS = "finished_steps";

  /** How the name of an optimizer's step count ends, after the optimizer's own name. */
  private static final String STEP_SUFFIX = ".step.0";

  private final Path file;
  private final int every;

  CheckpointFile(Path directory, int every) {
    checkArgument(every > 0, "a checkpoint every %s steps makes no sense", every);
    this.file = directory.resolve("training.safetensors");
    this.every = every;
  }

  @Override
  public int restore(TrainedWeights weights, Optimizer optimizer) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file);
        NDManager scope = weights.policy().manager().newSubManager()) {
      List<String> names = weightNames(weights);
      Map<String, NDArray> state = state(optimizer);
      checkOptimizer(reader, optimizer);
      check(reader, weights, state);
      for (int n = 0; n < names.size(); n++) {
        weights.assign(n, reader, names.get(n));
      }
      state.forEach(
          (name, array) ->
              scope.create(reader.map(name), array.getShape(), array.getDataType()).copyTo(array));
      NDArray steps = scope.create(reader.map(FINISHED_STEPS), new Shape(1), DataType.FLOAT32);
      return (int) steps.toFloatArray()[0];
    }
  }

  /** Refuses the checkpoint of another optimizer, naming it. */
  private void checkOptimizer(SafetensorsReader reader, Optimizer optimizer) {
    for (String name : reader.names()) {
      if (name.endsWith(STEP_SUFFIX)) {
        String other = name.substring(0, name.length() - STEP_SUFFIX.length());
        checkArgument(
            other.equals(optimizer.name()),
            "%s is of optimizer %s but this run uses %s; delete it to start anew",
            file,
            other,
            optimizer.name());
      }
    }
  }

  /** Refuses the checkpoint of another run before anything is overwritten. */
  private void check(
      SafetensorsReader reader, TrainedWeights weights, Map<String, NDArray> optimizerState) {
    Map<String, String> expected = new TreeMap<>();
    List<String> names = weightNames(weights);
    for (int n = 0; n < names.size(); n++) {
      SafetensorsWriter.Tensor stored = weights.stored(n);
      expected.put(names.get(n), described(stored.dtype(), new Shape(stored.shape())));
    }
    optimizerState.forEach(
        (name, array) -> expected.put(name, described(dtype(array), array.getShape())));
    String advice =
        "%s is of another model, precision or choice of weights: %s; delete it to start anew";
    expected.forEach(
        (name, here) -> {
          checkArgument(reader.contains(name), advice, file, "it has no " + name);
          String there = described(reader.dtype(name), new Shape(reader.shape(name)));
          checkArgument(
              there.equals(here),
              advice,
              file,
              "%s is %s here but %s there".formatted(name, here, there));
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
  public void afterStep(int step, int steps, TrainedWeights weights, Optimizer optimizer) {
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
                      dtype(array),
                      Arrays.stream(array.getShape().getShape()).boxed().toList(),
                      array.size() * array.getDataType().getNumOfBytes(),
                      array::toByteBuffer)));
      SafetensorsWriter.write(file, tensors);
    }
  }

  private static String described(String dtype, Shape shape) {
    return dtype + " " + shape;
  }

  /** What an array's bytes are in a file: those of a FLOAT16 array are bfloat16 numbers. */
  private static String dtype(NDArray array) {
    return array.getDataType() == DataType.FLOAT16 ? "BF16" : "F32";
  }

  /** The names the trained weights are saved under. */
  private static List<String> weightNames(TrainedWeights weights) {
    return weights.names().stream().map(name -> "weight." + name).toList();
  }

  /** Every array of the optimizer by the name it is saved under. */
  private static Map<String, NDArray> state(Optimizer optimizer) {
    Map<String, NDArray> arrays = new TreeMap<>();
    optimizer
        .state()
        .forEach(
            (kind, values) -> {
              for (int i = 0; i < values.size(); i++) {
                arrays.put("%s.%s.%d".formatted(optimizer.name(), kind, i), values.get(i));
              }
            });
    return arrays;
  }
}
