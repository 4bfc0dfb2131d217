package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import dev.o1pruner.model.script.ScriptModule;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** Weights from a file, to a file, and at random, in the script's order. */
final class Weights {

  /** Standard deviation of random matrices, as GPT-2 and Qwen2 start from. */
  private static final double INITIAL_STD = 0.02;

  private Weights() {}

  /** Reads every weight of the layout, converting to the wanted precision one by one. */
  static List<NDArray> read(
      NDManager manager, ScriptModule script, List<Weight> layout, Path file, Precision precision) {
    List<NDArray> weights = new ArrayList<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (Weight weight : layout) {
        check(reader, weight, file);
      }
      for (Weight weight : layout) {
        Precision stored = Precision.ofSafetensors(reader.dtype(weight.name()));
        weights.add(
            adopt(manager, script, reader.map(weight.name()), stored, weight.shape(), precision));
      }
    }
    return weights;
  }

  private static void check(SafetensorsReader reader, Weight weight, Path file) {
    checkArgument(
        reader.contains(weight.name()),
        "%s has no tensor %s, which the configuration calls for",
        file,
        weight.name());
    Shape shape = new Shape(reader.shape(weight.name()));
    checkArgument(
        shape.equals(weight.shape()),
        "%s: tensor %s has shape %s but the configuration calls for %s",
        file,
        weight.name(),
        shape,
        weight.shape());
    Precision stored = Precision.ofSafetensors(reader.dtype(weight.name()));
    long bytes = reader.map(weight.name()).remaining();
    checkArgument(
        bytes == shape.size() * stored.bytes(),
        "%s: tensor %s has %s bytes for shape %s of %s",
        file,
        weight.name(),
        bytes,
        shape,
        stored);
  }

  /** Random weights: matrices from a normal distribution, biases 0, norms 1. */
  static List<NDArray> random(
      NDManager manager,
      ScriptModule script,
      List<Weight> layout,
      long seed,
      int layers,
      Precision precision) {
    Random random = new Random(seed);
    List<NDArray> weights = new ArrayList<>();
    for (Weight weight : layout) {
      float[] values = new float[Math.toIntExact(weight.size())];
      if (weight.shape().dimension() == 2) {
        // outputs into the residual stream start smaller, so that its variance does not grow
        boolean residual =
            weight.name().endsWith("o_proj.weight") || weight.name().endsWith("down_proj.weight");
        double std = residual ? INITIAL_STD / Math.sqrt(2.0 * layers) : INITIAL_STD;
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (random.nextGaussian() * std);
        }
      } else if (!weight.name().endsWith(".bias")) {
        Arrays.fill(values, 1);
      }
      ByteBuffer bytes = manager.allocateDirect(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      weights.add(adopt(manager, script, bytes, Precision.F32, weight.shape(), precision));
    }
    return weights;
  }

  /** Makes a weight for as long as a manager lives, or gives the one there is. */
  interface Source {
    NDArray weight(NDManager scope, int index);
  }

  /** What a writer needs to store weights at a precision, converting each when its turn comes. */
  static List<SafetensorsWriter.Tensor> tensors(
      NDManager manager,
      ScriptModule script,
      List<Weight> layout,
      Source weights,
      Precision precision) {
    return Stream.iterate(0, i -> i < layout.size(), i -> i + 1)
        .map(
            i ->
                tensor(
                    manager, script, layout.get(i), scope -> weights.weight(scope, i), precision))
        .toList();
  }

  /** What a writer needs to store one weight. */
  static SafetensorsWriter.Tensor tensor(
      NDManager manager,
      ScriptModule script,
      Weight weight,
      Function<NDManager, NDArray> array,
      Precision precision) {
    return new SafetensorsWriter.Tensor(
        weight.name(),
        precision.safetensorsName(),
        Arrays.stream(weight.shape().getShape()).boxed().toList(),
        weight.size() * precision.bytes(),
        () -> export(manager, script, array, precision));
  }

  /** Puts a stored tensor's values into a weight of the same shape. */
  static void assign(
      NDManager manager,
      ScriptModule script,
      NDArray weight,
      SafetensorsReader reader,
      String name) {
    try (NDManager temporary = manager.newSubManager()) {
      Precision stored = Precision.ofSafetensors(reader.dtype(name));
      Shape shape = new Shape(reader.shape(name));
      NDArray values = create(temporary, reader.map(name), stored, shape);
      script.infer(temporary, "assign", weight, values);
    }
  }

  /** A copy of its own of a weight. */
  static NDArray copy(
      NDManager manager,
      ScriptModule script,
      Function<NDManager, NDArray> array,
      Precision wanted) {
    try (NDManager temporary = manager.newSubManager()) {
      NDArray code = temporary.create(wanted.torchCode());
      NDArray weight = script.record(temporary, "adopt", array.apply(temporary), code).get(0);
      weight.attach(manager);
      return weight;
    }
  }

  /** A weight from stored bytes. */
  static NDArray adopt(
      NDManager manager,
      ScriptModule script,
      ByteBuffer bytes,
      Precision stored,
      Shape shape,
      Precision wanted) {
    return copy(manager, script, scope -> create(scope, bytes, stored, shape), wanted);
  }

  /** Stored bytes as an array DJL can hold: bfloat16 comes widened. */
  private static NDArray create(NDManager scope, ByteBuffer bytes, Precision stored, Shape shape) {
    return switch (stored) {
      case BF16 -> scope.create(Bfloat16.widen(bytes), shape, DataType.FLOAT32);
      case F16 -> scope.create(bytes, shape, DataType.FLOAT16);
      case F32 -> scope.create(bytes, shape, DataType.FLOAT32);
    };
  }

  private static ByteBuffer export(
      NDManager manager,
      ScriptModule script,
      Function<NDManager, NDArray> array,
      Precision precision) {
    try (NDManager temporary = manager.newSubManager()) {
      ByteBuffer bytes =
          script
              .infer(temporary, "export", array.apply(temporary), precision.torchCode())
              .get(0)
              .toByteBuffer();
      return precision == Precision.BF16 ? Bfloat16.narrow(bytes) : bytes;
    }
  }
}
