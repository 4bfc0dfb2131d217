package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.WeightFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Weights from files and at random, in the script's order. */
final class Weights {

  /** What checkpoints store although it follows from the configuration, or from the embedding. */
  private static final Pattern DERIVED =
      Pattern.compile(".*\\binv_freq|lm_head\\.weight|.*\\.masked_bias");

  private Weights() {}

  /**
   * Reads every weight of the layout, converting to the wanted precision one by one.
   *
   * @throws IllegalArgumentException before anything is allocated, if the files lack a weight of
   *     the layout, have it in another shape, or have one that the layout has no place for
   */
  static List<NDArray> read(
      NDManager manager, List<Weight> layout, WeightFiles files, Precision wanted) {
    Set<String> unexpected = new HashSet<>(files.names());
    for (Weight weight : layout) {
      check(files, weight);
      unexpected.remove(weight.name());
    }
    unexpected.removeIf(name -> DERIVED.matcher(name).matches());
    checkArgument(
        unexpected.isEmpty(),
        "%s has %s tensors that the model of this configuration has no place for, such as %s",
        files.location(),
        unexpected.size(),
        unexpected.stream().sorted().limit(3).toList());
    List<NDArray> weights = new ArrayList<>();
    try (WeightStorage storage = new WeightStorage(manager)) {
      for (Weight weight : layout) {
        String name = weight.name();
        Precision stored = Precision.ofSafetensors(files.dtype(name));
        weights.add(
            storage.load(
                weight.shape(), stored, wanted, (offset, into) -> files.read(name, offset, into)));
      }
    }
    return weights;
  }

  private static void check(WeightFiles files, Weight weight) {
    checkArgument(
        files.contains(weight.name()),
        "%s has no tensor %s, which the configuration calls for",
        files.location(),
        weight.name());
    Shape shape = new Shape(files.shape(weight.name()));
    checkArgument(
        shape.equals(weight.shape()),
        "%s: tensor %s has shape %s but the configuration calls for %s",
        files.location(),
        weight.name(),
        shape,
        weight.shape());
    try {
      Precision.ofSafetensors(files.dtype(weight.name()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: tensor %s: %s".formatted(files.location(), weight.name(), e.getMessage()), e);
    }
  }

  /** Random weights; see {@link RandomWeights}. */
  static List<NDArray> random(
      NDManager manager, ModelConfig config, long seed, Precision precision) {
    RandomWeights random = new RandomWeights(seed, config);
    List<NDArray> weights = new ArrayList<>();
    try (WeightStorage storage = new WeightStorage(manager)) {
      for (Weight weight : WeightLayout.of(config)) {
        weights.add(
            storage.load(
                weight.shape(),
                Precision.F32,
                precision,
                (offset, into) -> random.next(weight, into)));
      }
    }
    return weights;
  }
}
