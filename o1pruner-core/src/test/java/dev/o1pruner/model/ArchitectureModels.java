package dev.o1pruner.model;

import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small random models of every architecture feature; make_golden.py made them and their values. */
final class ArchitectureModels {

  /** All of them. */
  static final List<String> NAMES =
      List.of(
          "qwen2",
          "qwen2_window",
          "qwen3",
          "qwen3_bias",
          "llama",
          "llama_bias",
          "llama_linear",
          "llama_dynamic",
          "llama3",
          "qwen2_yarn",
          "qwen3_yarn",
          "mistral",
          "mistral_full");

  /** Words they know. */
  static final int VOCABULARY = 29;

  /** The script's SEQUENCES. */
  static final List<TokenSequence> SEQUENCES =
      List.of(
          sequence(new int[] {3, 17, 8, 22}, 5, 28, 11, 0, 14, 9, 26, 2, 19),
          sequence(new int[] {12, 1}, 7, 7, 23, 4, 16, 20));

  private ArchitectureModels() {}

  private static TokenSequence sequence(int[] prompt, int... solution) {
    return new TokenSequence(ImmutableIntArray.copyOf(prompt), ImmutableIntArray.copyOf(solution));
  }

  /** Prompt and solution together. */
  static ImmutableIntArray all(TokenSequence sequence) {
    return ImmutableIntArray.builder()
        .addAll(sequence.promptIds())
        .addAll(sequence.tokenIds())
        .build();
  }

  /** A directory that can be loaded: the model's files and the tiny model's tokenizer. */
  static Path directory(Path parent, String name) {
    try {
      Path directory = Files.createDirectory(parent.resolve(name));
      for (Path file :
          List.of(
              TinyModel.directory().resolve("tokenizer.json"),
              resource(name).resolve("config.json"),
              resource(name).resolve("model.safetensors"))) {
        if (Files.exists(file)) {
          Files.copy(file, directory.resolve(file.getFileName()));
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model's golden values. */
  static Map<String, Tensor> golden(String name) {
    return PlainSafetensors.read(resource(name).resolve("golden.safetensors"));
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Resources.getResource(ArchitectureModels.class, "architectures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
