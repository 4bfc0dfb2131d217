package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
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
 * The trained weights, the optimizer's state under its name, and how far the training is in one
 * safetensors file: one atomic move makes them all the old ones or all the new ones. Frozen weights
 * are not in it.
 */
final class CheckpointFile implements TrainingCheckpoints {

  /** Time between two savings, in times that a saving takes. */
  static final int STEPS_TO_SAVING = 19;

  /** When to save. */
  @FunctionalInterface
  interface Due {
    /**
     * Whether to save after a step.
     *
     * @param lastSaved seconds of training when the last saving had ended
     * @param cost seconds that it took; 0 before the first
     */
    boolean isDue(TrainingProgress done, double lastSaved, double cost);
  }

  private static final String FINISHED_STEPS = "finished_steps";
  private static final String SECONDS = "seconds";
  private static final List<String> NUMBERS = List.of(FINISHED_STEPS, SECONDS);

  /** How the name of an optimizer's step count ends, after the optimizer's own name. */
  private static final String STEP_SUFFIX = ".step.0";

  private final Path file;
  private final Due due;
  private double lastSaved;
  private double cost;

  CheckpointFile(Path directory, Due due) {
    this.file = directory.resolve("training.safetensors");
    this.due = due;
  }

  @Override
  public TrainingProgress restore(TrainedWeights weights, Optimizer optimizer) {
    if (!Files.exists(file)) {
      return TrainingProgress.NONE;
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
      TrainingProgress done =
          new TrainingProgress((int) number(reader, FINISHED_STEPS), number(reader, SECONDS));
      lastSaved = done.seconds();
      return done;
    }
  }

  private static float number(SafetensorsReader reader, String name) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    reader.read(name, 0, bytes);
    return bytes.getFloat(0);
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
          arrays.containsKey(name) || NUMBERS.contains(name),
          advice,
          file,
          "it has %s too".formatted(name));
    }
    for (String name : NUMBERS) {
      checkArgument(reader.contains(name), advice, file, "it has no " + name);
    }
  }

  private static String described(String dtype, Shape shape) {
    return dtype + " " + shape;
  }

  @Override
  public boolean isDue(TrainingProgress done, int steps) {
    return done.steps() == steps || due.isDue(done, lastSaved, cost);
  }

  @Override
  public void save(TrainingProgress done, TrainedWeights weights, Optimizer optimizer) {
    long start = System.nanoTime();
    NDManager owner = weights.policy().manager();
    try (NDManager scope = owner.newSubManager();
        WeightStorage storage = new WeightStorage(owner)) {
      List<Tensor> tensors = new ArrayList<>();
      SavedArray.all(weights, optimizer)
          .forEach((name, saved) -> tensors.add(saved.tensor(storage, name)));
      NDArray steps = scope.create(new float[] {done.steps()});
      NDArray seconds = scope.create(new float[] {(float) done.seconds()});
      tensors.add(SavedArray.ofState(steps).tensor(storage, FINISHED_STEPS));
      tensors.add(SavedArray.ofState(seconds).tensor(storage, SECONDS));
      SafetensorsWriter.write(file, tensors);
    }
    cost = (System.nanoTime() - start) / 1e9;
    lastSaved = done.seconds() + cost;
  }
}
