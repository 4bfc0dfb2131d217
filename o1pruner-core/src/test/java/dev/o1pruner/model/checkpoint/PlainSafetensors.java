package dev.o1pruner.model.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The safetensors format once more, read in a few lines that share no code with the library's. */
public final class PlainSafetensors {

  /** One tensor as it lies in the file. */
  public record Tensor(String dtype, List<Long> shape, ByteBuffer data) {

    /** A tensor of these bytes. */
    public static Tensor of(String dtype, List<Long> shape, byte... data) {
      return new Tensor(dtype, shape, ByteBuffer.wrap(data));
    }

    /** This tensor with other bytes. */
    public Tensor data(byte... other) {
      return of(dtype, shape, other);
    }

    /** This tensor with another shape. */
    public Tensor shape(Long... other) {
      return new Tensor(dtype, List.of(other), data);
    }

    /** This tensor with another dtype. */
    public Tensor dtype(String other) {
      return new Tensor(other, shape, data);
    }
  }

  private PlainSafetensors() {}

  /** All tensors of a file, in the header's order. */
  public static Map<String, Tensor> read(Path file) {
    byte[] bytes = bytes(file);
    int start = 8 + headerLength(bytes);
    JsonObject header =
        JsonParser.parseString(new String(bytes, 8, start - 8, StandardCharsets.UTF_8))
            .getAsJsonObject();
    header.remove("__metadata__");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : header.keySet()) {
      JsonObject entry = header.getAsJsonObject(name);
      JsonArray offsets = entry.getAsJsonArray("data_offsets");
      List<Long> shape = new ArrayList<>();
      entry.getAsJsonArray("shape").forEach(size -> shape.add(size.getAsLong()));
      tensors.put(
          name,
          Tensor.of(
              entry.get("dtype").getAsString(),
              shape,
              Arrays.copyOfRange(
                  bytes, start + offsets.get(0).getAsInt(), start + offsets.get(1).getAsInt())));
    }
    return tensors;
  }

  /** The numbers of an F32 tensor. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[tensor.data().remaining() / 4];
    tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Writes tensors with the library's writer. */
  public static void write(Path file, Map<String, Tensor> tensors) {
    List<SafetensorsWriter.Tensor> list = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            list.add(
                new SafetensorsWriter.Tensor(
                    name,
                    tensor.dtype(),
                    tensor.shape(),
                    tensor.data().remaining(),
                    tensor.data()::duplicate)));
    SafetensorsWriter.write(file, list);
  }

  /** A whole file. */
  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first eight bytes of a file. */
  static int headerLength(byte[] bytes) {
    return Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }
}
