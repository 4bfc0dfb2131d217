package dev.o1pruner.model;

import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.model.checkpoint.ShardPlan;
import java.nio.file.Path;
import java.util.List;

/** Model directories of any size with random weights, to try a size before it is downloaded. */
public final class RandomModel {

  private RandomModel() {}

  /**
   * Writes a Hugging Face directory. The weights are those of {@link LanguageModel#random} with the
   * same seed, but never in memory: they are made and written a piece at a time.
   *
   * @param source configuration and tokenizer
   * @param target the new directory; see {@link LanguageModel#save(Path, Precision)}
   * @param seed the weights derive from it
   * @param stored how they are stored
   * @param maxFileBytes most bytes of weights in a file, such as {@link
   *     ShardPlan#DEFAULT_MAX_BYTES}
   * @return the model's number of parameters
   */
  public static long write(
      ModelDirectory source, Path target, long seed, Precision stored, long maxFileBytes) {
    ModelConfig config = Architecture.read(source.config());
    RandomWeights random = new RandomWeights(seed, config);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        WeightStorage storage = new WeightStorage(manager)) {
      List<Tensor> tensors =
          WeightLayout.of(config).stream().map(w -> tensor(storage, w, stored, random)).toList();
      source.save(target, stored.storedIn(source.config()), ShardPlan.split(tensors, maxFileBytes));
    }
    return WeightLayout.parameters(config);
  }

  private static Tensor tensor(
      WeightStorage storage, Weight weight, Precision stored, RandomWeights random) {
    return storage.tensor(weight, stored, (offset, into) -> random.next(weight, into));
  }
}
