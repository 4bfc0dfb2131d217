package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.model.TinyModel;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  private static final Map<String, Tensor> TENSORS = new LinkedHashMap<>();

  static {
    TENSORS.put("matrix", Tensor.of("F32", List.of(2L, 3L), new byte[24]));
    TENSORS.put("scalar", Tensor.of("BF16", List.of(), (byte) 1, (byte) 2));
    TENSORS.put("empty", Tensor.of("F16", List.of(0L, 5L), new byte[0]));
    TENSORS.put("näme", Tensor.of("F32", List.of(1L), (byte) 3, (byte) 4, (byte) 5, (byte) 6));
  }

  @TempDir Path temp;

  private Path written() {
    Path file = temp.resolve("written.safetensors");
    PlainSafetensors.write(file, TENSORS);
    return file;
  }

  /** A file of this header and ten bytes of data. */
  private Path file(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return file(text.length, text, 10);
  }

  private Path file(long claimedLength, byte[] header, int data) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimedLength).put(header);
    try {
      return Files.write(temp.resolve("made.safetensors"), bytes.array());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void open(Path file) {
    SafetensorsReader.open(file).close();
  }

  @Test
  void what_is_written_is_read() {
    try (SafetensorsReader reader = SafetensorsReader.open(written())) {
      TENSORS.forEach(
          (name, tensor) -> {
            assertThat(reader.contains(name)).isTrue();
            assertThat(reader.dtype(name)).isEqualTo(tensor.dtype());
            assertThat(reader.shape(name))
                .isEqualTo(tensor.shape().stream().mapToLong(Long::longValue).toArray());
            assertThat(reader.map(name)).isEqualTo(tensor.data());
          });
      assertThat(reader.contains("__metadata__")).isFalse();
    }
  }

  @Test
  void somebody_elses_reader_finds_the_same() {
    assertThat(PlainSafetensors.read(written())).containsExactlyEntriesOf(TENSORS);
  }

  @Test
  void writing_again_what_somebody_else_read_gives_the_same_bytes() throws IOException {
    Path again = temp.resolve("again.safetensors");

    PlainSafetensors.write(again, PlainSafetensors.read(written()));

    assertThat(Files.mismatch(written(), again)).isEqualTo(-1);
  }

  @Test
  void the_data_starts_at_a_multiple_of_eight_bytes() {
    assertThat(PlainSafetensors.headerLength(PlainSafetensors.bytes(written())) % 8).isZero();
  }

  @Test
  void a_tensor_that_is_not_there_is_named() {
    try (SafetensorsReader reader = SafetensorsReader.open(written())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reader.map("other"))
          .withMessageContaining("has no tensor other");
    }
  }

  @Test
  void data_of_another_length_than_announced_is_not_written() {
    Path file = temp.resolve("wrong.safetensors");
    SafetensorsWriter.Tensor tensor =
        new SafetensorsWriter.Tensor("x", "F32", List.of(1L), 4, () -> ByteBuffer.allocate(3));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> SafetensorsWriter.write(file, List.of(tensor)))
        .withMessageContaining("tensor x has 3 bytes, not the 4 announced");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_missing_file_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(temp.resolve("none.safetensors")))
        .withMessageContaining("none.safetensors does not exist");
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    byte[] whole = PlainSafetensors.bytes(written());
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(temp.resolve("cut" + length), Arrays.copyOf(whole, length));
      assertThatIllegalArgumentException()
          .as("%s of %s bytes", length, whole.length)
          .isThrownBy(() -> open(file))
          .withMessageContaining("is not a whole safetensors file")
          .withMessageContaining("cut" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 13})
  void a_header_length_the_file_can_not_hold_is_refused(long length) {
    // two bytes of header and ten of data leave room for 12
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(length, new byte[] {'{', '}'}, 10)))
        .withMessageContaining("claims " + length + " bytes of a file of 20");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0, 11]                                       | outside the data",
        "[-1, 3]                                       | outside the data",
        "[4, 0]                                        | outside the data",
        "[11, 11]                                      | outside the data",
        "[0, 9223372036854775807]                      | is described by",
        "[0, 9223372036854775809]                      | is described by",
        "[18446744073709551616, 18446744073709551620]  | is described by",
        "[0, 4.5]                                      | is described by",
        "[0, 1e400]                                    | is described by",
        "[0]                                           | offsets",
        "[0, 4, 8]                                     | offsets",
        "null                                          | is described by",
        "{}                                            | is described by",
        "[null, 4]                                     | is described by",
        "[[0], {}]                                     | is described by",
      })
  void offsets_that_make_no_sense_are_refused(String offsets, String reason) {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.formatted(offsets))))
        .withMessageContaining("tensor x")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"F32\" | [-1]                    | has the shape",
        "\"F32\" | [1.5]                   | is described by",
        "\"F32\" | [99999999999999999999]  | is described by",
        "\"F32\" | 4                       | is described by",
        "\"F32\" | [\"four\"]              | is described by",
        "null    | [1]                     | is described by",
        "{}      | [1]                     | is described by",
      })
  void a_dtype_or_shape_that_makes_no_sense_is_refused(String dtype, String shape, String reason) {
    String header = "{\"x\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":[0,4]}}";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.formatted(dtype, shape))))
        .withMessageContaining("tensor x")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{", "{\"x\":null}", "{\"x\":7}", "{\"x\":{}}", "{\"x\":[]}", "\"x\""})
  void a_header_that_does_not_describe_tensors_is_refused(String header) {
    assertThatIllegalArgumentException().isThrownBy(() -> open(file(header)));
  }

  @ParameterizedTest
  @CsvSource({"0, 4, 0, 4", "0, 4, 2, 6", "2, 6, 0, 4", "0, 8, 2, 4", "2, 4, 0, 8"})
  void tensors_that_overlap_are_refused(int begin, int end, int otherBegin, int otherEnd) {
    String header =
        """
        {"x":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]},
         "y":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}
        """;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.formatted(begin, end, otherBegin, otherEnd))))
        .withMessageContaining("overlap");
  }

  @Test
  void a_header_nested_without_end_is_refused() {
    String header = "{\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";

    assertThatIllegalArgumentException().isThrownBy(() -> open(file(header)));
  }

  @Test
  void no_change_to_a_header_does_worse_than_an_illegal_argument() throws IOException {
    byte[] whole = PlainSafetensors.bytes(TinyModel.directory().resolve("model.safetensors"));
    List<String> names =
        new ArrayList<>(
            PlainSafetensors.read(TinyModel.directory().resolve("model.safetensors")).keySet());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = mutate(whole, random);
      Path file = Files.write(temp.resolve("mutant" + i), bytes);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        names.stream().filter(reader::contains).forEach(name -> use(reader, name));
      } catch (IllegalArgumentException expected) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("mutant " + i, e);
      }
    }
    // a changed letter in a name harms nothing, so not every mutant is refused
    assertThat(refused).isGreaterThan(1_500);
  }

  /** Touches every byte of a tensor: outside the file that would end the process. */
  private static void use(SafetensorsReader reader, String name) {
    ByteBuffer data = reader.map(name);
    int sum = reader.shape(name).length + reader.dtype(name).length();
    while (data.hasRemaining()) {
      sum += data.get();
    }
    assertThat(sum).isNotEqualTo(Integer.MIN_VALUE);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int header = PlainSafetensors.headerLength(whole);
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(8 + header)] = (byte) random.nextInt();
      case 1 -> {
        for (int k = 0; k < 5; k++) {
          bytes[8 + random.nextInt(header)] =
              (byte) "0123456789-,[]{}\"e.".charAt(random.nextInt(19));
        }
      }
      case 2 -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(random.nextInt(9_999));
      default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    return bytes;
  }
}
