package dev.o1pruner.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * Weights too large to keep that any program can make: a hash of tensor and entry, then a scale, as
 * hashed_weights of make_golden.py has it. They have at most eight bits, so bfloat16 is exact.
 */
final class HashedWeights {

  private HashedWeights() {}

  /** Writes model.safetensors for the config.json of a directory, one tensor at a time. */
  static void write(Path directory) {
    ModelConfig config = Architecture.read(Json.readObject(directory.resolve("config.json")));
    List<Weight> sorted =
        WeightLayout.of(config).stream().sorted(Comparator.comparing(Weight::name)).toList();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("model.safetensors"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      writeFully(file, header(sorted));
      for (int number = 0; number < sorted.size(); number++) {
        writeFully(file, values(number, sorted.get(number)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static ByteBuffer header(List<Weight> weights) {
    JsonObject header = new JsonObject();
    long offset = 0;
    for (Weight weight : weights) {
      JsonArray shape = new JsonArray();
      for (long size : weight.shape().getShape()) {
        shape.add(size);
      }
      JsonArray offsets = new JsonArray();
      offsets.add(offset);
      offset += 2 * weight.size();
      offsets.add(offset);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "BF16");
      entry.add("shape", shape);
      entry.add("data_offsets", offsets);
      header.add(weight.name(), entry);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    return little(8 + json.length).putLong(json.length).put(json).flip();
  }

  private static ByteBuffer values(int number, Weight weight) {
    int size = Math.toIntExact(weight.size());
    ByteBuffer bytes = little(2 * size);
    for (int k = 0; k < size; k++) {
      int h = k * 0x9E3779B1 + number;
      h ^= h >>> 15;
      h *= 0x85EBCA77;
      h ^= h >>> 13;
      float value = value(weight.name(), h >>> 24);
      bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
    }
    return bytes.flip();
  }

  private static float value(String name, int hash) {
    if (name.endsWith("norm.weight")) {
      return 1 + (hash >> 5) / 8f;
    }
    return (hash - 128) / (name.contains("embed") || name.endsWith(".bias") ? 128f : 8192f);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
