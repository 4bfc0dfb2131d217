package dev.o1pruner.model;

import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A Qwen2 of two layers and 40 words with random weights; word 39 ends a solution. */
public final class TinyModel {

  /** Words it knows. */
  public static final int VOCABULARY = 40;

  /** Its context. */
  public static final int CONTEXT = 128;

  private TinyModel() {}

  /** Where its files are. */
  public static Path directory() {
    try {
      return Path.of(Resources.getResource(TinyModel.class, "tiny").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The model itself. */
  public static LanguageModel load() {
    return LanguageModel.load(directory());
  }

  /** A copy of its files in a directory of their own, with a changed config.json. */
  public static Path copy(Path parent, Consumer<JsonObject> change) {
    try (Stream<Path> files = Files.list(directory())) {
      Path copy = Files.createTempDirectory(parent, "model");
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      JsonObject config = Json.readObject(copy.resolve("config.json"));
      change.accept(config);
      Files.writeString(copy.resolve("config.json"), Json.pretty(config));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
