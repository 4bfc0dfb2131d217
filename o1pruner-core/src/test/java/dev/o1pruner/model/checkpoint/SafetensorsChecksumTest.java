package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsChecksumTest {

  @TempDir Path temp;

  private static Tensor tensor(String name, String dtype, byte... data) {
    return new Tensor(
        name, dtype, List.of(data.length / 4L), data.length, () -> ByteBuffer.wrap(data));
  }

  private Path written() {
    Path file = temp.resolve("some.safetensors");
    Tensor bytes =
        new Tensor("bytes", "U8", List.of(3L), 3, () -> ByteBuffer.wrap(new byte[] {7, 8, 9}));
    SafetensorsChecksum.write(
        file, List.of(bytes, tensor("numbers", "F32", new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
    return file;
  }

  @Test
  void the_last_four_bytes_are_the_checksum_of_all_before_and_a_tensor_to_other_readers()
      throws IOException {
    Path file = written();
    SafetensorsChecksum.verify(file);

    byte[] all = Files.readAllBytes(file);
    CRC32C checksum = new CRC32C();
    checksum.update(all, 0, all.length - 4);
    int last = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getInt(all.length - 4);
    assertThat(Integer.toUnsignedLong(last)).isEqualTo(checksum.getValue());
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.names()).containsExactly("numbers", "bytes", "crc32c");
      assertThat(reader.dtype("crc32c")).isEqualTo("U8");
      assertThat(reader.shape("crc32c")).containsExactly(4);
    }
  }

  @Test
  void a_flipped_bit_in_any_byte_any_cut_and_a_byte_more_are_found_out() throws IOException {
    Path file = written();
    byte[] whole = Files.readAllBytes(file);
    for (int place = 0; place < whole.length; place++) {
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << place % 8);
      refused(file, flipped);
    }
    for (int length = 0; length < whole.length; length++) {
      refused(file, Arrays.copyOf(whole, length));
    }
    refused(file, Arrays.copyOf(whole, whole.length + 1));
    byte[] torn = whole.clone();
    Arrays.fill(torn, whole.length / 2, whole.length, (byte) 0); // of the right length
    refused(file, torn);
  }

  private static void refused(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsChecksum.verify(file))
        .withMessageMatching(
            "it has no more than \\d bytes|its last 4 bytes are not the checksum.*");
  }

  @Test
  void an_interrupted_thread_verifies_like_any_other() {
    Path file = written();
    Thread.currentThread().interrupt();
    SafetensorsChecksum.verify(file);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> SafetensorsChecksum.verify(temp.resolve("none")))
        .withMessageContaining("cannot read " + temp.resolve("none"));
  }
}
