package dev.o1pruner.examples.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Models for tests of commands. */
final class TestModels {

  private static final Path SHARED = Path.of("..", "..", "shared", "data");

  private TestModels() {}

  /** A Qwen2 with random weights that knows the words w0 to w39; its context is 128 tokens. */
  static Path tiny() {
    try {
      return Path.of(Resources.getResource(TestModels.class, "tiny").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A copy of {@link #tiny} with some of its files, to be spoilt. */
  static Path tinyWith(Path directory, String... files) throws IOException {
    Files.createDirectories(directory);
    for (String file : files) {
      Files.copy(tiny().resolve(file), directory.resolve(file));
    }
    return directory;
  }

  /** A copy of {@link #tiny} with a changed config.json. */
  static Path tinyConfigured(Path directory, Consumer<JsonObject> change) throws IOException {
    tinyWith(directory, "model.safetensors", "tokenizer.json");
    JsonObject config = Json.readObject(tiny().resolve("config.json"));
    change.accept(config);
    Files.writeString(directory.resolve("config.json"), Json.pretty(config));
    return directory;
  }

  /** A second model of the same shape with other weights. */
  static Path tinyWithOtherWeights(Path directory) {
    try (LanguageModel other = LanguageModel.random(tiny(), 7)) {
      other.save(directory);
    }
    return directory;
  }

  /** A file kept beside the project, or a visibly skipped test. */
  static Path shared(String first, String... more) {
    Path path = SHARED.resolve(Path.of(first, more));
    assumeTrue(Files.exists(path), () -> path + " is not there");
    return path;
  }

  /** A file of these lines. */
  static Path lines(Path file, String... lines) throws IOException {
    return Files.write(file, List.of(lines));
  }
}
