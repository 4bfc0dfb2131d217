package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.AtomicDirectory;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

  /** The file with the chat template, where it isn't in {@link #TOKENIZER_CONFIG}. */
  public static final String CHAT_TEMPLATE = "chat_template.jinja";

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
          "vocab.txt",
          "merges.txt",
          "tokenizer.model",
          CHAT_TEMPLATE,
          "chat_template.json",
          "LICENSE",
          "LICENSE.txt",
          "LICENSE.md",
          "NOTICE",
          "USE_POLICY.md");

  /** Largest file other than weights, in bytes: several times the largest known tokenizer. */
  private static final long MAX_FILE = 256L << 20;

  private static final Pattern WEIGHT_FILE = Pattern.compile("model(-\\d+-of-\\d+)?\\.safetensors");

  /** Copies the map. */
  public ModelDirectory {
    files = Map.copyOf(files);
  }

  /**
   * Reads a directory.
   *
   * @throws IllegalArgumentException if it isn't there, lacks config.json or tokenizer.json, holds
   *     weights in a format that is refused, such as a pickle, or links to files elsewhere
   */
  public static ModelDirectory read(Path directory) {
    if (!Files.isDirectory(directory)) {
      OtherFormats.refuse(directory);
      Path leftover = AtomicDirectory.leftover(directory);
      throw new IllegalArgumentException(
          "model directory %s does not exist; %s"
              .formatted(
                  directory,
                  leftover == null
                      ? "give a Hugging Face directory with %s, %s and %s"
                          .formatted(CONFIG, WEIGHTS, TOKENIZER)
                      : "an interrupted save left it whole as %s: rename it".formatted(leftover)));
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : CARRIED) {
      put(files, directory, name);
    }
    if (!Files.exists(directory.resolve(WEIGHTS))) {
      put(files, directory, WeightIndex.FILE);
    }
    for (String name : List.of(CONFIG, TOKENIZER)) {
      if (!files.containsKey(name)) {
        OtherFormats.refuse(directory);
        throw new IllegalArgumentException(
            "model directory %s has no %s".formatted(directory, name));
      }
    }
    return new ModelDirectory(directory, files);
  }

  private static void put(Map<String, byte[]> files, Path directory, String name) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return;
    }
    Links.check(directory, file, file + " is"); // its content would be saved with the model
    try {
      long size = Files.size(file);
      checkArgument(size <= MAX_FILE, "%s has %s bytes, more than %s", file, size, MAX_FILE);
      files.put(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
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

  /**
   * Saves a model as a directory with these files, another config.json and other weights. They take
   * the place of an older model's files all at once, or not at all; anything else in the target
   * stays.
   *
   * @throws UncheckedIOException if it can't be written; an older model stays
   */
  public void save(Path target, JsonObject config, ShardPlan weights) {
    AtomicDirectory.replace(target, contents(config, weights), ModelDirectory::isModelFile);
  }

  /** What {@link #save} writes, in its order. */
  Map<String, AtomicFiles.Content> contents(JsonObject config, ShardPlan weights) {
    Map<String, AtomicFiles.Content> contents = new LinkedHashMap<>();
    files.forEach((name, content) -> contents.put(name, path -> Files.write(path, content)));
    contents.remove(WeightIndex.FILE);
    contents.put(CONFIG, path -> Files.writeString(path, Json.pretty(config) + "\n"));
    contents.putAll(weights.contents());
    return contents;
  }

  /** Whether a save may replace a file of this name. */
  static boolean isModelFile(String name) {
    return CARRIED.contains(name)
        || name.equals(WeightIndex.FILE)
        || WEIGHT_FILE.matcher(name).matches();
  }

  /** Which shard each tensor is in. */
  WeightIndex index() {
    byte[] content = files.get(WeightIndex.FILE);
    checkState(content != null, "%s has no %s", source, WeightIndex.FILE);
    try {
      return WeightIndex.parse(text(content));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s".formatted(source.resolve(WeightIndex.FILE), e.getMessage()), e);
    }
  }

  private static String text(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8 text", e);
    }
  }

  private JsonObject json(String name) {
    byte[] content = files.get(name);
    checkArgument(content != null, "model directory %s has no %s", source, name);
    try {
      return Json.parseObject(text(content));
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is not a JSON object: %s".formatted(source.resolve(name), e.getMessage()), e);
    }
  }
}
