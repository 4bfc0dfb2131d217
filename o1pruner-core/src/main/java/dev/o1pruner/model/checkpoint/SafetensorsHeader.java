package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, checked as the reference implementation checks it: each tensor
 * has the bytes its shape and dtype take, and the tensors cover the data without overlap or gap.
 *
 * @param entries by tensor name; offsets count from {@code dataStart}
 * @param dataStart the first byte after the header
 */
record SafetensorsHeader(Map<String, TensorEntry> entries, long dataStart) {

  /** Largest header in bytes, the reference implementation's limit. */
  static final long MAX_BYTES = 100_000_000;

  private static final int PREFIX = Long.BYTES;

  /**
   * Reads a file's header.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static SafetensorsHeader read(FileChannel channel) throws IOException {
    long size = channel.size();
    checkArgument(size >= PREFIX, "it has only %s bytes", size);
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    Channels.readFully(channel, 0, prefix);
    long length = prefix.getLong(0);
    checkArgument(
        length > 0 && length <= Math.min(MAX_BYTES, size - PREFIX),
        "its header claims %s bytes of a file of %s (a header has at most %s)",
        length,
        size,
        MAX_BYTES);
    ByteBuffer text = ByteBuffer.allocate((int) length);
    Channels.readFully(channel, PREFIX, text);
    Map<String, TensorEntry> entries = parse(decode(text.flip()));
    checkCovers(entries, size - PREFIX - length);
    return new SafetensorsHeader(entries, PREFIX + length);
  }

  private static String decode(ByteBuffer text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its header is not UTF-8 text", e);
    }
  }

  /** Token by token: a tree would take many times the header's size, and forget repeated names. */
  private static Map<String, TensorEntry> parse(String text) {
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    JsonReader json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    String name = "";
    try {
      boolean metadata = false;
      json.beginObject();
      while (json.hasNext()) {
        name = json.nextName();
        if (name.equals("__metadata__")) {
          checkArgument(!metadata, "is described twice");
          metadata = true;
          skipMetadata(json);
        } else {
          TensorEntry entry = entry(json);
          checkArgument(entries.put(name, entry) == null, "is described twice");
        }
      }
      name = "";
      json.endObject();
      checkArgument(json.peek() == JsonToken.END_DOCUMENT, "is followed by more text");
      return entries;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(subject(name) + " " + e.getMessage(), e);
    } catch (IOException | IllegalStateException e) {
      // the parser's messages repeat names at any length
      String reason = subject(name) + " is malformed: " + Quote.of(Json.reason(e));
      throw new IllegalArgumentException(reason, e);
    }
  }

  private static String subject(String name) {
    return name.isEmpty() ? "its header" : "tensor " + Quote.of(name);
  }

  private static void skipMetadata(JsonReader json) throws IOException {
    Set<String> names = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      checkArgument(names.add(json.nextName()), "names something twice");
      checkArgument(json.peek() == JsonToken.STRING, "has a %s instead of text", json.peek());
      json.skipValue();
    }
    json.endObject();
  }

  private static TensorEntry entry(JsonReader json) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      switch (field) {
        case "dtype" -> dtype = once(field, dtype, text(json));
        case "shape" -> shape = once(field, shape, numbers(json));
        case "data_offsets" -> offsets = once(field, offsets, numbers(json));
        default -> json.skipValue();
      }
    }
    json.endObject();
    checkArgument(
        dtype != null && shape != null && offsets != null,
        "is not described by dtype, shape and data_offsets");
    checkArgument(offsets.size() == 2, "has offsets %s", Quote.of(offsets));
    return new TensorEntry(dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static <T> T once(String field, @Nullable T before, T now) {
    checkArgument(before == null, "has two fields \"%s\"", field);
    return now;
  }

  private static String text(JsonReader json) throws IOException {
    checkArgument(json.peek() == JsonToken.STRING, "has a %s instead of text", json.peek());
    return json.nextString();
  }

  private static List<Long> numbers(JsonReader json) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      checkArgument(json.peek() == JsonToken.NUMBER, "has a %s instead of a number", json.peek());
      String number = json.nextString(); // nextLong rounds what does not fit
      try {
        numbers.add(Long.parseLong(number));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "has %s, which is no whole number of 64 bits".formatted(Quote.of(number)), e);
      }
    }
    json.endArray();
    return numbers;
  }

  private static void checkCovers(Map<String, TensorEntry> entries, long dataBytes) {
    List<String> names = new ArrayList<>(entries.keySet());
    names.sort(
        Comparator.comparingLong((String name) -> entry(entries, name).begin())
            .thenComparingLong(name -> entry(entries, name).end()));
    long position = 0;
    String before = "the header";
    for (String name : names) {
      TensorEntry entry = entry(entries, name);
      checkArgument(
          entry.end() <= dataBytes,
          "tensor %s has offsets [%s, %s], outside the data of %s bytes",
          Quote.of(name),
          entry.begin(),
          entry.end(),
          dataBytes);
      checkArgument(entry.begin() >= position, "tensors %s and %s overlap", before, Quote.of(name));
      checkArgument(
          entry.begin() == position,
          "bytes %s to %s of its data, before tensor %s, belong to no tensor",
          position,
          entry.begin(),
          Quote.of(name));
      position = entry.end();
      before = Quote.of(name);
    }
    checkArgument(
        position == dataBytes, "the last %s bytes belong to no tensor", dataBytes - position);
  }

  private static TensorEntry entry(Map<String, TensorEntry> entries, String name) {
    TensorEntry entry = entries.get(name);
    checkArgument(entry != null, "has no tensor %s", Quote.of(name));
    return entry;
  }
}
