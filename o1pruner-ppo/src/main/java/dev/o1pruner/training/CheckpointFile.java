package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.WeightStorage;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.optimizer.Optimizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        WeightStorage storage = new WeightStorage(weights.policy().manager())) {
      Map<String, SavedArray> arrays = SavedArray.all(weights, optimizer);
      checkOptimizer(reader, optimizer);
      check(reader, arrays);
      arrays.forEach(
          (name, saved) ->
              storage.assign(
                  saved.array(), saved.moved(), (offset, into) -> reader.read(name, offset, into)));
      ByteBuffer steps = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      reader.read(FINISHED_STEPS, 0, steps);
      return (int) steps.getFloat(0);
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
  private void check(SafetensorsReader reader, Map<String, SavedArray> arrays) {
    String advice =
        "%s is of another model, precision or choice of weights: %s; delete it to start anew";
    arrays.forEach(
        (name, saved) -> {
          checkArgument(reader.contains(name), advice, file, "it has no " + name);
          String here = described(saved.dtype(), saved.array().getShape());
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
          arrays.containsKey(name) || name.equals(FINISHED_STEPS),
          advice,
          file,
          "it has %s too".formatted(name));
    }
    checkArgument(reader.contains(FINISHED_STEPS), advice, file, "it has no " + FINISHED_STEPS);
  }

  private static String described(String dtype, Shape shape) {
    return dtype + " " + shape;
  }

  @Override
  public void afterStep(int step, int steps, TrainedWeights weights, Optimizer optimizer) {
    if ((step + 1) % every != 0 && step + 1 != steps) {
      return;
    }
    NDManager owner = weights.policy().manager();
    try (NDManager scope = owner.newSubManager();
        WeightStorage storage = new WeightStorage(owner)) {
      List<Tensor> tensors = new ArrayList<>();
      SavedArray.all(weights, optimizer)
          .forEach((name, saved) -> tensors.add(saved.tensor(storage, name)));
      SavedArray finished = SavedArray.ofState(scope.create(new float[] {step + 1}));
      tensors.add(finished.tensor(storage, FINISHED_STEPS));
      SafetensorsWriter.write(file, tensors);
    }
  }
}
