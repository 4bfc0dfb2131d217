package dev.o1pruner.model.checkpoint;

import com.google.gson.JsonObject;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/** Writes a safetensors file: the header, padded to eight bytes, then each tensor in turn. */
public final class SafetensorsWriter {

  /**
   * One tensor to write.
   *
   * @param name its name
   * @param dtype its dtype name, such as {@code F32}
   * @param shape its dimensions
   * @param bytes length of its data
   * @param data its raw little-endian bytes, asked for once, when its turn comes
   */
  public record Tensor(
      String name, String dtype, List<Long> shape, long bytes, Supplier<ByteBuffer> data) {
    /** The same under another name. */
    public Tensor named(String name) {
      return new Tensor(name, dtype, shape, bytes, data);
    }
  }

  private SafetensorsWriter() {}

  /** Writes the tensors in the given order; the file appears only once it is whole. */
  public static void write(Path file, List<Tensor> tensors) {
    byte[] header = header(tensors);
    AtomicFiles.write(
        file,
        temporary -> {
          try (FileChannel channel =
              FileChannel.open(
                  temporary,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, length.putLong(header.length).flip());
            writeFully(channel, ByteBuffer.wrap(header));
            for (Tensor tensor : tensors) {
              ByteBuffer data = tensor.data().get();
              if (data.remaining() != tensor.bytes()) {
                throw new IOException(
                    "tensor %s has %d bytes, not the %d announced"
                        .formatted(tensor.name(), data.remaining(), tensor.bytes()));
              }
              writeFully(channel, data);
            }
          }
        });
  }

  private static byte[] header(List<Tensor> tensors) {
    JsonObject header = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty("format", "pt"); // transformers refuses files without it
    header.add("__metadata__", metadata);
    long offset = 0;
    for (Tensor tensor : tensors) {
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", tensor.dtype());
      entry.add("shape", Json.gson().toJsonTree(tensor.shape()));
      entry.add("data_offsets", Json.gson().toJsonTree(List.of(offset, offset + tensor.bytes())));
      header.add(tensor.name(), entry);
      offset += tensor.bytes();
    }
    String text = Json.gson().toJson(header);
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat((8 - size % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
