package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files of a Hugging Face model directory other than its weights, held in memory, so that a
 * model can be saved again after its directory has changed or gone.
 *
 * @param source where they were read
 * @param files content by file name
 */
public record ModelDirectory(Path source, Map<String, byte[]> files) {

  /** The file with the model's shape. */
  public static final String CONFIG = "config.json";

  /** The file with the weights. */
  public static final String WEIGHTS = "model.safetensors";

  /** The tokenizer's file. */
  public static final String TOKENIZER = "tokenizer.json";

  /** The file with the tokenizer's settings and chat template. */
  public static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private static final String GENERATION_CONFIG = "generation_config.json";

  private static final List<String> CARRIED =
      List.of(
          CONFIG,
          GENERATION_CONFIG,
          TOKENIZER,
          TOKENIZER_CONFIG,
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "LICENSE");

  /** Copies the map. */
  public ModelDirectory {
    files = Map.copyOf(files);
  }

  /**
   * Reads a directory.
   *
   * @throws IllegalArgumentException if it isn't there or lacks config.json or tokenizer.json
   */
  public static ModelDirectory read(Path directory) {
    checkArgument(
        Files.isDirectory(directory),
        "model directory %s does not exist; give a Hugging Face directory with %s, %s and %s",
        directory,
        CONFIG,
        WEIGHTS,
        TOKENIZER);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : CARRIED) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          files.put(name, Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
      }
    }
    for (String name : List.of(CONFIG, TOKENIZER)) {
      checkArgument(files.containsKey(name), "model directory %s has no %s", directory, name);
    }
    return new ModelDirectory(directory, files);
  }

  /** config.json. */
  public JsonObject config() {
    return json(CONFIG);
  }

  /** The tokens that end a solution: generation_config.json's, else config.json's. */
  public Set<Integer> endTokenIds() {
    Set<Integer> ids = new TreeSet<>();
    for (String name : List.of(GENERATION_CONFIG, CONFIG)) {
      JsonElement value = files.containsKey(name) ? json(name).get("eos_token_id") : null;
      if (value == null || value.isJsonNull() || !ids.isEmpty()) {
        continue;
      }
      try {
        if (value.isJsonArray()) {
          value.getAsJsonArray().forEach(id -> ids.add(id.getAsInt()));
        } else {
          ids.add(value.getAsInt());
        }
      } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
        throw new IllegalArgumentException(
            "%s: \"eos_token_id\" must be a token id or a list of them but was %s"
                .formatted(source.resolve(name), value),
            e);
      }
    }
    return ids;
  }

  /** Writes the files, with another config.json, into a directory. */
  public void write(Path directory, JsonObject config) {
    files.forEach(
        (name, content) -> {
          if (!name.equals(CONFIG)) {
            AtomicFiles.write(
                directory.resolve(name), temporary -> Files.write(temporary, content));
          }
        });
    AtomicFiles.writeText(directory.resolve(CONFIG), Json.pretty(config) + "\n");
  }

  private JsonObject json(String name) {
    byte[] content = files.get(name);
    checkArgument(content != null, "model directory %s has no %s", source, name);
    try {
      return Json.parseObject(new String(content, StandardCharsets.UTF_8));
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "%s is not a JSON object: %s".formatted(source.resolve(name), e.getMessage()), e);
    }
  }
}
