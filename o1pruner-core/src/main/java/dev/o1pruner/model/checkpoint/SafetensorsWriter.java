package dev.o1pruner.model.checkpoint;

import com.google.gson.JsonObject;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes a safetensors file: the header, padded to eight bytes, then each tensor in turn, the
 * widest numbers first, so that every tensor starts at a multiple of its number's width.
 */
public final class SafetensorsWriter {

  /**
   * One tensor to write.
   *
   * @param name its name
   * @param dtype its dtype name, such as {@code F32}
   * @param shape its dimensions
   * @param bytes length of its data
   * @param data its raw little-endian bytes, asked for when its turn comes: all at once, or the
   *     next piece at each call, for tensors that are better not held whole
   */
  public record Tensor(
      String name, String dtype, List<Long> shape, long bytes, Supplier<ByteBuffer> data) {}

  /** Bytes written at once. */
  private static final int PART = 1 << 20;

  private SafetensorsWriter() {}

  /**
   * Writes tensors, those of one width in the given order; the file appears only once it is whole.
   */
  public static void write(Path file, List<Tensor> tensors) {
    AtomicFiles.write(file, temporary -> writeTo(temporary, tensors));
  }

  /** Writes tensors into a file that nobody reads yet. */
  static void writeTo(Path file, List<Tensor> tensors) throws IOException {
    // no channel: it would close if the thread were interrupted, as it is to save a checkpoint
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      writeTo(out, tensors);
    }
  }

  /** Writes tensors to a stream, which stays open. */
  static void writeTo(OutputStream out, List<Tensor> tensors) throws IOException {
    List<Tensor> ordered =
        tensors.stream()
            .sorted(Comparator.comparingInt((Tensor t) -> Dtypes.bytes(t.dtype())).reversed())
            .toList();
    byte[] header = header(ordered);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    byte[] part = new byte[PART];
    write(out, length.putLong(header.length).flip(), part);
    write(out, ByteBuffer.wrap(header), part);
    for (Tensor tensor : ordered) {
      writeData(out, tensor, part);
    }
  }

  private static void write(OutputStream out, ByteBuffer bytes, byte[] part) throws IOException {
    while (bytes.hasRemaining()) {
      int size = Math.min(part.length, bytes.remaining());
      bytes.get(part, 0, size);
      out.write(part, 0, size);
    }
  }

  private static void writeData(OutputStream out, Tensor tensor, byte[] part) throws IOException {
    long written = 0;
    while (written < tensor.bytes()) {
      ByteBuffer piece = tensor.data().get();
      int size = piece.remaining();
      if (size == 0 || size > tensor.bytes() - written) {
        throw new IOException(
            "tensor %s gave %d bytes after %d of the %d announced"
                .formatted(tensor.name(), size, written, tensor.bytes()));
      }
      write(out, piece, part);
      written += size;
    }
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
}
