package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which file of a model directory each tensor is in: the index beside sharded weights.
 *
 * @param fileOf file name by tensor name
 */
record WeightIndex(Map<String, String> fileOf) {

  /** The index's own file. */
  static final String FILE = "model.safetensors.index.json";

  private static final String WEIGHT_MAP = "weight_map";

  /** Nothing that leads elsewhere: no folder, no drive, not hidden. */
  private static final Pattern PLAIN_NAME =
      Pattern.compile("[^./\\\\:\\p{Cntrl}][^/\\\\:\\p{Cntrl}]*\\.safetensors");

  /**
   * Reads an index.
   *
   * @throws IllegalArgumentException if it isn't one, says two things about a tensor, or names a
   *     file that isn't a shard beside it
   */
  static WeightIndex parse(String text) {
    Map<String, String> fileOf = new LinkedHashMap<>();
    JsonReader json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    boolean found = false;
    try {
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals(WEIGHT_MAP)) {
          checkArgument(!found, "there are two \"%s\"", WEIGHT_MAP);
          found = true;
          readMap(json, fileOf);
        } else {
          json.skipValue();
        }
      }
      json.endObject();
      checkArgument(json.peek() == JsonToken.END_DOCUMENT, "more text follows it");
    } catch (IOException | IllegalStateException e) {
      throw new IllegalArgumentException(Quote.of(Json.reason(e)), e);
    }
    checkArgument(!fileOf.isEmpty(), "\"%s\" names no tensor", WEIGHT_MAP);
    return new WeightIndex(fileOf);
  }

  private static void readMap(JsonReader json, Map<String, String> fileOf) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      checkArgument(
          json.peek() == JsonToken.STRING,
          "tensor %s must be in a named file but is in a %s",
          Quote.of(name),
          json.peek());
      String file = json.nextString();
      checkArgument(
          PLAIN_NAME.matcher(file).matches(),
          "tensor %s must be in a .safetensors file of this directory but is in %s",
          Quote.of(name),
          Quote.of(file));
      checkArgument(fileOf.put(name, file) == null, "tensor %s is named twice", Quote.of(name));
    }
    json.endObject();
  }

  /** The index as text. */
  String text(long totalBytes) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("total_size", totalBytes);
    JsonObject index = new JsonObject();
    index.add("metadata", metadata);
    index.add(WEIGHT_MAP, Json.gson().toJsonTree(fileOf));
    return Json.pretty(index) + "\n";
  }
}
