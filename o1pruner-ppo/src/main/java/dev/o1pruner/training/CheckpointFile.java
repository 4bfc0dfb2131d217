package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.WeightStorage;
import dev.o1pruner.model.checkpoint.SafetensorsChecksum;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonFields;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trained weights, the optimizer's state under its name unless it is of weights alone, and as
 * JSON how far the training is and what else it goes on with, in one safetensors file with a
 * checksum over all of it: one atomic move makes them all the old ones or all the new ones. Frozen
 * weights are not in it.
 *
 * @param path where it is, or will be
 */
record CheckpointFile(Path path) {

  /** Name of the bytes of the JSON. */
  private static final String STATE = "state";

  private static final Set<String> OTHERS = Set.of(STATE, SafetensorsChecksum.TENSOR);

  private static final String STEPS = "finishedSteps";
  private static final String SECONDS = "seconds";
  private static final String PARTS = "parts";

  /** How the name of an optimizer's step count ends, after the optimizer's own name. */
  private static final String STEP_SUFFIX = ".step.0";

  /** What is wrong with the file, whatever it is of; null if it is as it was written. */
  @Nullable String damage() {
    try {
      SafetensorsChecksum.verify(path);
      return null;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return e.getMessage();
    }
  }

  /**
   * Takes over what a file that isn't damaged holds.
   *
   * @param arrays all that it holds, by name
   */
  TrainingProgress read(TrainingState state, Map<String, SavedArray> arrays) {
    try (SafetensorsReader reader = SafetensorsReader.open(path);
        WeightStorage storage = new WeightStorage(state.weights().policy().manager())) {
      checkOptimizer(reader, state.optimizer());
      check(reader, arrays);
      arrays.forEach(
          (name, saved) ->
              storage.assign(
                  saved.array(), saved.moved(), (offset, into) -> reader.read(name, offset, into)));
      JsonObject json = json(reader);
      JsonObject parts = JsonFields.required(json, PARTS, JsonElement::getAsJsonObject);
      state
          .parts()
          .forEach(
              (name, part) -> {
                if (parts.has(name)) {
                  part.restore(parts.getAsJsonObject(name));
                }
              });
      return new TrainingProgress(
          JsonFields.required(json, STEPS, JsonFields::integer),
          JsonFields.required(json, SECONDS, JsonElement::getAsDouble));
    }
  }

  private static JsonObject json(SafetensorsReader reader) {
    ByteBuffer bytes = ByteBuffer.allocate((int) reader.bytes(STATE));
    reader.read(STATE, 0, bytes);
    return Json.parseObject(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
  }

  /** Refuses the checkpoint of another optimizer, naming it. */
  private void checkOptimizer(SafetensorsReader reader, Optimizer optimizer) {
    for (String name : reader.names()) {
      if (name.endsWith(STEP_SUFFIX)) {
        String other = name.substring(0, name.length() - STEP_SUFFIX.length());
        checkArgument(
            other.equals(optimizer.name()),
            "%s is of optimizer %s but this run uses %s; delete it to start anew",
            path,
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
          checkArgument(reader.contains(name), advice, path, "it has no " + name);
          String here = described(saved.dtype(), saved.array().getShape());
          String there = described(reader.dtype(name), new Shape(reader.shape(name)));
          checkArgument(
              there.equals(here),
              advice,
              path,
              "%s is %s here but %s there".formatted(name, here, there));
        });
    // a deeper model has every array of a shallower one, and more
    for (String name : reader.names()) {
      checkArgument(
          arrays.containsKey(name) || OTHERS.contains(name),
          advice,
          path,
          "it has %s too".formatted(name));
    }
  }

  private static String described(String dtype, Shape shape) {
    return dtype + " " + shape;
  }

  /** Writes it as a whole or not at all. */
  void write(TrainingProgress done, TrainingState state, Map<String, SavedArray> arrays) {
    NDManager owner = state.weights().policy().manager();
    try (WeightStorage storage = new WeightStorage(owner)) {
      List<Tensor> tensors = new ArrayList<>();
      arrays.forEach((name, saved) -> tensors.add(saved.tensor(storage, name)));
      byte[] json = Json.gson().toJson(json(done, state)).getBytes(StandardCharsets.UTF_8);
      tensors.add(
          new Tensor(
              STATE, "U8", List.of((long) json.length), json.length, () -> ByteBuffer.wrap(json)));
      SafetensorsChecksum.write(path, tensors);
    }
  }

  private static JsonObject json(TrainingProgress done, TrainingState state) {
    JsonObject json = new JsonObject();
    json.addProperty(STEPS, done.steps());
    json.addProperty(SECONDS, done.seconds());
    JsonObject parts = new JsonObject();
    state.parts().forEach((name, part) -> parts.add(name, part.state()));
    json.add(PARTS, parts);
    return json;
  }
}
