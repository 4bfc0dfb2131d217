package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.LanguageModel;
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
 * Weights, moments and the number of finished steps in one safetensors file: one atomic move makes
 * them all the old ones or all the new ones.
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
  public int restore(LanguageModel policy, AdamW optimizer) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file);
        NDManager scope = policy.manager().newSubManager()) {
      Map<String, NDArray> arrays = arrays(policy, optimizer);
      check(reader, arrays, policy.weights().size());
      arrays.forEach(
          (name, array) ->
              scope.create(reader.map(name), array.getShape(), DataType.FLOAT32).copyTo(array));
      NDArray steps = scope.create(reader.map(FINISHED_STEPS), new Shape(1), DataType.FLOAT32);
      return (int) steps.toFloatArray()[0];
    }
  }

  /** Refuses the checkpoint of another model before anything is overwritten. */
  private void check(SafetensorsReader reader, Map<String, NDArray> arrays, int weights) {
    String advice = "%s is of another model: %s; delete it to start anew";
    arrays.forEach(
        (name, array) -> {
          checkArgument(reader.contains(name), advice, file, "it has no " + name);
          Shape shape = new Shape(reader.shape(name));
          checkArgument(
              shape.equals(array.getShape()),
              advice,
              file,
              "%s has shape %s here but %s there".formatted(name, array.getShape(), shape));
        });
    // a deeper model has every array of a shallower one, and more
    String next = "weight." + weights;
    checkArgument(!reader.contains(next), advice, file, "it has %s too".formatted(next));
  }

  @Override
  public void afterStep(int step, int steps, LanguageModel policy, AdamW optimizer) {
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
                      "F32",
                      Arrays.stream(array.getShape().getShape()).boxed().toList(),
                      array.size() * Float.BYTES,
                      array::toByteBuffer)));
      SafetensorsWriter.write(file, tensors);
    }
  }

  /** Every array of the run's state by the name it is saved under. */
  private static Map<String, NDArray> arrays(LanguageModel policy, AdamW optimizer) {
    Map<String, NDArray> arrays = new TreeMap<>();
    add(arrays, "weight", policy.weights());
    optimizer.state().forEach((kind, values) -> add(arrays, kind, values));
    return arrays;
  }

  private static void add(Map<String, NDArray> arrays, String kind, List<NDArray> values) {
    for (int i = 0; i < values.size(); i++) {
      arrays.put("%s.%d".formatted(kind, i), values.get(i));
    }
  }
}
