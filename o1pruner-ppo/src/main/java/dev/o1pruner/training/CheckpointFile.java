package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
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
 * Weights, the optimizer's state under its name, and the number of finished steps in one
 * safetensors file: one atomic move makes them all the old ones or all the new ones.
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
  public int restore(LanguageModel policy, Optimizer optimizer) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file);
        NDManager scope = policy.manager().newSubManager()) {
      Map<String, NDArray> arrays = arrays(policy, optimizer);
      checkOptimizer(reader, optimizer);
      check(reader, arrays);
      arrays.forEach(
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

  /** Refuses the checkpoint of another model or precision before anything is overwritten. */
  private void check(SafetensorsReader reader, Map<String, NDArray> arrays) {
    String advice = "%s is of another model or optimizer precision: %s; delete it to start anew";
    arrays.forEach(
        (name, array) -> {
          checkArgument(reader.contains(name), advice, file, "it has no " + name);
          Shape shape = new Shape(reader.shape(name));
          checkArgument(
              shape.equals(array.getShape()) && reader.dtype(name).equals(dtype(array)),
              advice,
              file,
              "%s is %s %s here but %s %s there"
                  .formatted(name, dtype(array), array.getShape(), reader.dtype(name), shape));
        });
    // a deeper model has every array of a shallower one, and more
    for (String name : reader.names()) {
      checkArgument(
          arrays.containsKey(name) || name.equals(FINISHED_STEPS),
          advice,
          file,
          "it has %s too".formatted(name));
    }
  }

  @Override
  public void afterStep(int step, int steps, LanguageModel policy, Optimizer optimizer) {
    if ((step + 1) % every != 0 && step + 1 != steps) {
      return;
    }
    try (NDManager scope = policy.manager().newSubManager()) {
      Map<String, NDArray> arrays = arrays(policy, optimizer);
      arrays.put(FINISHED_STEPS, scope.create(new float[] {step + 1}));
      List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
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

  /** What an array's bytes are in a file: those of a FLOAT16 array are bfloat16 numbers. */
  private static String dtype(NDArray array) {
    return array.getDataType() == DataType.FLOAT16 ? "BF16" : "F32";
  }

  /** Every array of the run's state by the name it is saved under. */
  private static Map<String, NDArray> arrays(LanguageModel policy, Optimizer optimizer) {
    checkArgument(
        policy.precision() == Precision.F32,
        "a checkpoint holds weights in %s but the policy's are %s",
        Precision.F32,
        policy.precision());
    Map<String, NDArray> arrays = new TreeMap<>();
    add(arrays, "weight", policy.weights());
    optimizer.state().forEach((kind, values) -> add(arrays, optimizer.name() + "." + kind, values));
    return arrays;
  }

  private static void add(Map<String, NDArray> arrays, String kind, List<NDArray> values) {
    for (int i = 0; i < values.size(); i++) {
      arrays.put("%s.%d".formatted(kind, i), values.get(i));
    }
  }
}
