package dev.o1pruner.model;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.model.checkpoint.WeightFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The weights that a model holds now, whatever its directory holds: which they are, and others. */
public final class ModelWeights {

  private ModelWeights() {}

  /**
   * Which model this is, an adapter included: SHA-256 in hexadecimal of its weights as they are in
   * memory, configuration and tokenizer. A model in another precision, or trained meanwhile, is
   * another one.
   */
  public static String hash(LanguageModel model) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putUnencodedChars(ModelHash.files(model.directory()));
    List<Weight> layout = model.layout();
    LanguageModel.Use use = model.use("hashing");
    try (use;
        WeightStorage storage = new WeightStorage(model.manager())) {
      for (int i = 0; i < layout.size(); i++) {
        Weight weight = layout.get(i);
        Tensor tensor = storage.tensor(weight, held(model, weight), model.weights().get(i));
        hasher.putUnencodedChars(tensor.name()).putUnencodedChars(tensor.dtype());
        for (long done = 0; done < tensor.bytes(); ) {
          ByteBuffer piece = tensor.data().get();
          done += piece.remaining();
          hasher.putBytes(piece);
        }
      }
    }
    return hasher.hash().toString();
  }

  /**
   * Gives a model the weights it was saved with at its own precision, in place; to one with an
   * adapter only the adapter's.
   *
   * @param saved what {@link LanguageModel#save(Path)} wrote or, of a model with an adapter, {@link
   *     LanguageModel#saveAdapter}
   * @throws IllegalArgumentException if a weight isn't there
   */
  public static void restore(LanguageModel model, Path saved) {
    boolean adapted = model.adapterSettings() != null;
    List<Weight> layout = model.layout();
    LanguageModel.Use use = model.use("restoring");
    try (use;
        WeightFiles files =
            adapted
                ? WeightFiles.single(saved.resolve(Adapter.WEIGHTS))
                : WeightFiles.open(ModelDirectory.read(saved));
        WeightStorage storage = new WeightStorage(model.manager())) {
      for (int i = 0; i < layout.size(); i++) {
        Weight weight = layout.get(i);
        if (weight.adapter() == adapted) {
          storage.assign(
              model.weights().get(i),
              Precision.ofSafetensors(files.dtype(weight.name())),
              (offset, into) -> files.read(weight.name(), offset, into));
        }
      }
    }
  }

  /** An adapter is held in 32 bits beside weights of any precision. */
  private static Precision held(LanguageModel model, Weight weight) {
    return weight.adapter() ? Precision.F32 : model.precision();
  }
}
