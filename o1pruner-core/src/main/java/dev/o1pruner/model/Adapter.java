package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.model.script.ScriptModule;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A low-rank adapter and the directory PEFT keeps it in: {@value #CONFIG} and {@value #WEIGHTS}.
 *
 * @param settings its shape and scaling
 * @param layout names and shapes, in the script's order
 * @param weights in the same order, 32-bit
 */
record Adapter(
    LoraSettings settings, ImmutableList<Weight> layout, ImmutableList<NDArray> weights) {

  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";

  /** A new adapter, which changes nothing yet. */
  static Adapter random(
      NDManager manager, ScriptModule script, ModelConfig config, LoraSettings settings) {
    List<Weight> layout = AdapterLayout.of(config, settings);
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<NDArray> weights = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      Weight weight = layout.get(i);
      ByteBuffer bytes = manager.allocateDirect(Math.toIntExact(weight.size() * Float.BYTES));
      if (i % 2 == 0) { // A; B stays 0
        // PEFT's kaiming_uniform_ with a = sqrt(5): sqrt(6 / ((1 + a^2) * inputs))
        double bound = 1 / Math.sqrt((double) weight.shape().get(1));
        while (bytes.hasRemaining()) {
          bytes.putFloat((float) (bound * (2 * random.nextDouble() - 1)));
        }
        bytes.flip();
      }
      weights.add(
          Weights.adopt(manager, script, bytes, Precision.F32, weight.shape(), Precision.F32));
    }
    return new Adapter(settings, ImmutableList.copyOf(layout), ImmutableList.copyOf(weights));
  }

  /** The settings of a saved adapter. */
  static LoraSettings settings(Path directory) {
    Path file = directory.resolve(CONFIG);
    try {
      return AdapterConfig.read(Json.readObject(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The weights of a saved adapter. */
  static Adapter read(
      NDManager manager,
      ScriptModule script,
      ModelConfig config,
      LoraSettings settings,
      Path directory) {
    List<Weight> layout = AdapterLayout.of(config, settings);
    Path file = directory.resolve(WEIGHTS);
    List<String> names = layout.stream().map(Weight::name).toList();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (String name : reader.names()) {
        checkArgument(
            names.contains(name), "%s has a tensor %s that the model has no use for", file, name);
      }
    }
    return new Adapter(
        settings,
        ImmutableList.copyOf(layout),
        ImmutableList.copyOf(Weights.read(manager, script, layout, file, Precision.F32)));
  }

  /** Writes both files, the weights last. */
  void write(NDManager manager, ScriptModule script, Path directory, String baseModel) {
    JsonObject config = AdapterConfig.write(settings, baseModel);
    AtomicFiles.writeText(directory.resolve(CONFIG), Json.pretty(config) + "\n");
    SafetensorsWriter.write(
        directory.resolve(WEIGHTS),
        Weights.tensors(manager, script, layout, (scope, i) -> weights.get(i), Precision.F32));
  }
}
