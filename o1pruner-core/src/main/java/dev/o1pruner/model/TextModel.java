package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import java.nio.file.Path;
import java.util.Set;

/**
 * What of a model is needed to put text to it and to read its tokens: shape, tokenizer and files,
 * not the weights. A {@link LanguageModel} has them too.
 */
public interface TextModel extends AutoCloseable {

  /**
   * Reads a directory without its weights, for a model that runs elsewhere.
   *
   * @param directory needs config.json and tokenizer.json only
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  static TextModel load(Path directory) {
    ModelDirectory files = ModelDirectory.read(directory);
    ModelConfig config = readConfig(files);
    return new WeightlessModel(
        files, config, Tokenizer.load(directory.resolve(ModelDirectory.TOKENIZER)));
  }

  /**
   * Reads a model's shape.
   *
   * @throws IllegalArgumentException naming config.json and what is wrong with it
   */
  static ModelConfig readConfig(ModelDirectory directory) {
    JsonObject json = directory.config();
    try {
      return Architecture.read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          directory.source().resolve(ModelDirectory.CONFIG) + ": " + e.getMessage(), e);
    }
  }

  /** The model's shape. */
  ModelConfig config();

  /** The tokenizer. */
  Tokenizer tokenizer();

  /** The files the model came with. */
  ModelDirectory directory();

  /** The tokens that end a solution. */
  default Set<Integer> endTokenIds() {
    return directory().endTokenIds();
  }

  /** Refuses token ids the embedding has no row for: libtorch would end the process. */
  default void checkTokens(ImmutableIntArray ids) {
    int vocabulary = config().vocabSize();
    ids.forEach(
        id ->
            checkArgument(
                id >= 0 && id < vocabulary,
                "token id %s is outside the vocabulary of %s",
                id,
                vocabulary));
  }

  @Override
  void close();
}
