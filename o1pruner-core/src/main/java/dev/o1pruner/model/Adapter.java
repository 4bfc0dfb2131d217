package dev.o1pruner.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.model.checkpoint.WeightFiles;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

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
  static Adapter random(NDManager manager, ModelConfig config, LoraSettings settings) {
    List<Weight> layout = AdapterLayout.of(config, settings);
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<NDArray> weights = new ArrayList<>();
    try (WeightStorage storage = new WeightStorage(manager)) {
      for (int i = 0; i < layout.size(); i++) {
        Shape shape = layout.get(i).shape();
        // PEFT's kaiming_uniform_ with a = sqrt(5): sqrt(6 / ((1 + a^2) * inputs)) for A, 0 for B
        double bound = i % 2 == 0 ? 1 / Math.sqrt((double) shape.get(1)) : 0;
        weights.add(
            storage.load(
                shape, Precision.F32, Precision.F32, (offset, into) -> fill(random, bound, into)));
      }
    }
    return new Adapter(settings, ImmutableList.copyOf(layout), ImmutableList.copyOf(weights));
  }

  /** Floats uniform in +-bound. */
  private static void fill(SplittableRandom random, double bound, ByteBuffer into) {
    while (into.hasRemaining()) {
      into.putFloat(bound == 0 ? 0 : (float) (bound * (2 * random.nextDouble() - 1)));
    }
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
      NDManager manager, ModelConfig config, LoraSettings settings, Path directory) {
    List<Weight> layout = AdapterLayout.of(config, settings);
    try (WeightFiles file = WeightFiles.single(directory.resolve(WEIGHTS))) {
      return new Adapter(
          settings,
          ImmutableList.copyOf(layout),
          ImmutableList.copyOf(Weights.read(manager, layout, file, Precision.F32)));
    }
  }

  /** Writes both files, the weights last. */
  void write(NDManager manager, Path directory, String baseModel) {
    JsonObject config = AdapterConfig.write(settings, baseModel);
    AtomicFiles.writeText(directory.resolve(CONFIG), Json.pretty(config) + "\n");
    try (WeightStorage storage = new WeightStorage(manager)) {
      SafetensorsWriter.write(
          directory.resolve(WEIGHTS),
          IntStream.range(0, layout.size())
              .mapToObj(i -> storage.tensor(layout.get(i), Precision.F32, weights.get(i)))
              .toList());
    }
  }
}
