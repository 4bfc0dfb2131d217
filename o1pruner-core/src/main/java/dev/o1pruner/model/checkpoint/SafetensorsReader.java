package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Set;

/**
 * One safetensors file: eight bytes of header length, a JSON header, then raw little-endian data.
 * Neither the file nor a tensor has a limit on its size: places are counted in 64 bits.
 */
public final class SafetensorsReader implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its whole header before anything is allocated for its tensors.
   *
   * @throws IllegalArgumentException if the file is missing, truncated or malformed, saying how
   */
  public static SafetensorsReader open(Path file) {
    checkArgument(Files.isRegularFile(file), "model file %s does not exist", file);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new SafetensorsReader(file, channel, SafetensorsHeader.read(channel));
      } catch (IllegalArgumentException e) {
        channel.close();
        throw new IllegalArgumentException(
            "%s is not a whole safetensors file: %s; fetch it again"
                .formatted(file, e.getMessage()),
            e);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** Whether the file has a tensor of this name. */
  public boolean contains(String name) {
    return header.entries().containsKey(name);
  }

  /** The dtype name of a tensor, such as {@code BF16}. */
  public String dtype(String name) {
    return entry(name).dtype();
  }

  /** The dimensions of a tensor. */
  public long[] shape(String name) {
    return Longs.toArray(entry(name).shape());
  }

  /** The length of a tensor's data. */
  public long bytes(String name) {
    return entry(name).bytes();
  }

  /**
   * Fills a buffer with raw bytes of a tensor.
   *
   * @param offset the first byte, counted from the tensor's own start
   * @throws IllegalArgumentException if there is no such tensor or it has no such bytes
   * @throws UncheckedIOException if the file can't be read, or has become shorter
   */
  public void read(String name, long offset, ByteBuffer into) {
    TensorEntry entry = entry(name);
    checkArgument(
        offset >= 0 && offset <= entry.bytes() - into.remaining(),
        "%s: tensor %s has %s bytes, not %s at %s",
        file,
        name,
        entry.bytes(),
        into.remaining(),
        offset);
    try {
      Channels.readFully(channel, header.dataStart() + entry.begin() + offset, into);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read tensor " + name + " of " + file + ": " + e.getMessage(), e);
    }
  }

  private TensorEntry entry(String name) {
    TensorEntry entry = header.entries().get(name);
    checkArgument(entry != null, "%s has no tensor %s", file, name);
    return entry;
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
