package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.IoReason;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A checksum at the end of a safetensors file, in its last tensor, {@value #TENSOR} of type U8 and
 * shape [4]: CRC-32C (RFC 3720, appendix B.4), little-endian, of every byte of the file before it,
 * the header included. Other readers find one tensor more.
 *
 * <p>It is there against accidents, not forgery: every damage within 32 bits in a row changes it,
 * any other but for one in four thousand million.
 */
public final class SafetensorsChecksum {

  /** Name of the tensor. */
  public static final String TENSOR = "crc32c";

  private static final int PART = 1 << 20;

  private SafetensorsChecksum() {}

  /**
   * Writes tensors as {@link SafetensorsWriter#write} does, and the checksum, which takes no second
   * pass over them.
   *
   * @param tensors none is called {@value #TENSOR}
   */
  public static void write(Path file, List<Tensor> tensors) {
    CRC32C checksum = new CRC32C();
    List<Tensor> all = new ArrayList<>(tensors);
    all.add( // the last of the narrowest: asked for when all else is written
        new Tensor(
            TENSOR, "U8", List.of((long) Integer.BYTES), Integer.BYTES, () -> bytes(checksum)));
    AtomicFiles.write(
        file,
        temporary -> {
          try (OutputStream out =
              new CheckedOutputStream(new FileOutputStream(temporary.toFile()), checksum)) {
            SafetensorsWriter.writeTo(out, all);
          }
        });
  }

  /**
   * Makes sure that a file is as it was written. Interrupting the thread doesn't disturb it.
   *
   * @throws IllegalArgumentException if it isn't, saying how but not naming the file
   * @throws UncheckedIOException if it can't be read
   */
  public static void verify(Path file) {
    try (InputStream in = new FileInputStream(file.toFile())) { // no channel, as in the writer
      long left = file.toFile().length() - Integer.BYTES;
      checkArgument(left > 0, "it has no more than %s bytes", left + Integer.BYTES);
      CRC32C checksum = new CRC32C();
      byte[] part = new byte[(int) Math.min(PART, left)];
      while (left > 0) {
        int read = in.read(part, 0, (int) Math.min(part.length, left));
        checkArgument(read > 0, "it became shorter while it was read");
        checksum.update(part, 0, read);
        left -= read;
      }
      ByteBuffer said = ByteBuffer.wrap(in.readNBytes(Integer.BYTES));
      checkArgument(
          said.equals(bytes(checksum)),
          "its last %s bytes are not the checksum of those before: it was cut off, or changed after"
              + " it was written",
          Integer.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + IoReason.of(e), e);
    }
  }

  private static ByteBuffer bytes(CRC32C checksum) {
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) checksum.getValue())
        .flip();
  }
}
