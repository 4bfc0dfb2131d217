package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One safetensors file: eight bytes of header length, a JSON header, then raw little-endian data.
 * Tensors are memory-mapped one by one, so the file may be larger than 2 GiB.
 */
public final class SafetensorsReader implements AutoCloseable {

  /** The format's own limit on the header, in bytes. */
  private static final long MAX_HEADER = 100_000_000;

  /**
   * Where a tensor lies.
   *
   * @param dtype its dtype name, such as {@code BF16}
   * @param shape its dimensions
   * @param begin its first byte in the file
   * @param end the byte after its last
   */
  private record Entry(String dtype, List<Long> shape, long begin, long end) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;

  private SafetensorsReader(Path file, FileChannel channel, Map<String, Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
  }

  /**
   * Opens a file and checks its whole header.
   *
   * @throws IllegalArgumentException if the file is missing, truncated or malformed, saying how
   */
  public static SafetensorsReader open(Path file) {
    checkArgument(Files.isRegularFile(file), "model file %s does not exist", file);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new SafetensorsReader(file, channel, header(channel));
      } catch (IllegalArgumentException | JsonParseException e) {
        channel.close();
        throw new IllegalArgumentException(
            "%s is not a whole safetensors file: %s; fetch it again"
                .formatted(file, e.getMessage()),
            e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether the file has a tensor of this name. */
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The dtype name of a tensor, such as {@code BF16}. */
  public String dtype(String name) {
    return entry(name).dtype();
  }

  /** The dimensions of a tensor. */
  public long[] shape(String name) {
    return entry(name).shape().stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The raw bytes of a tensor, mapped read-only.
   *
   * @throws IllegalArgumentException if there is no such tensor or it is over 2 GiB
   */
  public ByteBuffer map(String name) {
    Entry entry = entry(name);
    long bytes = entry.end() - entry.begin();
    checkArgument(bytes <= Integer.MAX_VALUE, "%s: tensor %s is over 2 GiB", file, name);
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, entry.begin(), bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + name + " of " + file, e);
    }
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    checkArgument(entry != null, "%s has no tensor %s", file, name);
    return entry;
  }

  private static Map<String, Entry> header(FileChannel channel) throws IOException {
    long size = channel.size();
    checkArgument(size >= 8, "it has only %s bytes", size);
    ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(prefix, 0);
    long length = prefix.getLong(0);
    checkArgument(
        length > 0 && length <= Math.min(MAX_HEADER, size - 8),
        "its header claims %s bytes of a file of %s",
        length,
        size);
    ByteBuffer text = ByteBuffer.allocate((int) length);
    for (int read = 0; text.hasRemaining() && read >= 0; ) {
      read = channel.read(text, 8 + text.position());
    }
    JsonObject json = Json.parseObject(new String(text.array(), StandardCharsets.UTF_8));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.put(field.getKey(), entry(field.getKey(), field.getValue(), 8 + length, size));
      }
    }
    checkNoOverlap(entries);
    return entries;
  }

  private static Entry entry(String name, JsonElement value, long dataStart, long fileSize) {
    try {
      JsonObject fields = value.getAsJsonObject();
      JsonArray dimensions = fields.getAsJsonArray("shape");
      JsonArray offsets = fields.getAsJsonArray("data_offsets");
      List<Long> shape = dimensions.asList().stream().map(SafetensorsReader::whole).toList();
      checkArgument(
          shape.stream().allMatch(size -> size >= 0), "tensor %s has the shape %s", name, shape);
      checkArgument(offsets.size() == 2, "tensor %s has offsets %s", name, offsets);
      long begin = Math.addExact(dataStart, whole(offsets.get(0)));
      long end = Math.addExact(dataStart, whole(offsets.get(1)));
      checkArgument(
          dataStart <= begin && begin <= end && end <= fileSize,
          "tensor %s lies at %s, outside the data",
          name,
          offsets);
      return new Entry(fields.get("dtype").getAsString(), shape, begin, end);
    } catch (IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException
        | ArithmeticException e) {
      throw new IllegalArgumentException("tensor %s is described by %s".formatted(name, value), e);
    }
  }

  /** Gson's own conversion drops what doesn't fit into a long. */
  private static long whole(JsonElement number) {
    return number.getAsBigDecimal().longValueExact();
  }

  private static void checkNoOverlap(Map<String, Entry> entries) {
    TreeMap<Long, String> byBegin = new TreeMap<>();
    entries.forEach(
        (name, entry) -> {
          if (entry.end() > entry.begin()) {
            String other = byBegin.put(entry.begin(), name);
            checkArgument(other == null, "tensors %s and %s overlap", other, name);
          }
        });
    long end = 0;
    for (String name : byBegin.values()) {
      Entry entry = entries.get(name);
      checkArgument(entry != null && entry.begin() >= end, "tensor %s overlaps another", name);
      end = entry.end();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
