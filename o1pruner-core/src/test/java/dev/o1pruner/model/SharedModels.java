package dev.o1pruner.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trained models with golden values, kept beside the project; their tests skip without them. */
public final class SharedModels {

  private static final Path MODELS = Path.of("..", "..", "shared", "data", "models");

  private SharedModels() {}

  /** A model directory, or a visibly skipped test. */
  public static Path directory(String name) {
    Path directory = MODELS.resolve(name);
    assumeTrue(Files.isDirectory(directory), () -> directory + " is not there");
    return directory;
  }

  /** The golden values of a model: numpy in float64, cross-checked with llama2.c. */
  public static JsonObject golden(String name) {
    return Json.readObject(directory(name).resolve("golden.json"));
  }

  /** A JSON array of token ids. */
  public static ImmutableIntArray ids(JsonElement array) {
    ImmutableIntArray.Builder ids = ImmutableIntArray.builder();
    ((JsonArray) array).forEach(id -> ids.add(id.getAsInt()));
    return ids.build();
  }
}
