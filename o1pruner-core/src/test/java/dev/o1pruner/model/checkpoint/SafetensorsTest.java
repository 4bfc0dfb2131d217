package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    TENSORS.put("näme", Tensor.of("F32", List.of(1L), (byte) 3, (byte) 4, (byte) 5, (byte) 6));
    TENSORS.put("scalar", Tensor.of("BF16", List.of(), (byte) 1, (byte) 2));
    TENSORS.put("empty", Tensor.of("F16", List.of(0L, 5L), new byte[0]));
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
            assertThat(data(reader, name)).isEqualTo(tensor.data());
            assertThat(reader.bytes(name)).isEqualTo(tensor.data().remaining());
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
          .isThrownBy(() -> reader.bytes("other"))
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
        .withMessageContaining("tensor x gave 3 bytes after 3 of the 4 announced");
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
        "[0, 11]                                       | 11 bytes for shape [1] of F32, which takes 4",
        "[-1, 3]                                       | outside the data",
        "[4, 0]                                        | outside the data",
        "[8, 12]                                       | outside the data of 10 bytes",
        "[11, 11]                                      | 0 bytes for shape [1]",
        "[2, 6]                                        | no multiple",
        "[4, 8]                                        | bytes 0 to 4 of its data",
        "[0, 4]                                        | the last 6 bytes belong to no tensor",
        "[0, 9223372036854775807]                      | which takes 4",
        "[-9223372036854775808, 9223372036854775807]   | outside the data",
        "[0, 9223372036854775809]                      | no whole number of 64 bits",
        "[18446744073709551616, 18446744073709551620]  | no whole number of 64 bits",
        "[0, 4.5]                                      | no whole number of 64 bits",
        "[0, 1e400]                                    | no whole number of 64 bits",
        "[0]                                           | has offsets [0]",
        "[0, 4, 8]                                     | has offsets [0, 4, 8]",
        "null                                          | malformed",
        "{}                                            | malformed",
        "[null, 4]                                     | has a NULL instead of a number",
        "[[0], {}]                                     | has a BEGIN_ARRAY instead of a number",
      })
  void offsets_that_make_no_sense_are_refused(String offsets, String reason) {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.formatted(offsets))))
        .withMessageContaining(reason)
        .withMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"F32\" | [-1]                    | has the shape [-1]",
        "\"F32\" | [1.5]                   | no whole number",
        "\"F32\" | [99999999999999999999]  | no whole number",
        "\"F32\" | [4611686018427387904]   | more than any file holds",
        "\"F32\" | [4294967296,4294967296] | more than any file holds",
        "\"F32\" | 4                       | malformed",
        "\"F32\" | [\"four\"]              | has a STRING instead of a number",
        "\"F4\"  | [8]                     | dtype F4 is unknown; known are [F64, ",
        "null    | [1]                     | has a NULL instead of text",
        "{}      | [1]                     | has a BEGIN_OBJECT instead of text",
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
        {"x":{"dtype":"U8","shape":[%d],"data_offsets":[%d,%d]},
         "y":{"dtype":"U8","shape":[%d],"data_offsets":[%d,%d]}}
        """
            .formatted(end - begin, begin, end, otherEnd - otherBegin, otherBegin, otherEnd);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header)))
        .withMessageContaining("overlap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"x\":%1$s,\"x\":%1$s}                                | tensor x is described twice",
        "{\"x\":%1$s,\"\\u0078\":%1$s}                          | tensor x is described twice",
        "{\"x\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}           | two fields \"dtype\"",
        "{\"x\":{\"shape\":[1],\"shape\":[1]}}                 | two fields \"shape\"",
        "{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"},\"x\":%1$s} | names something twice",
        "{\"__metadata__\":{},\"__metadata__\":{},\"x\":%1$s}    | is described twice",
        "{\"__metadata__\":{\"a\":1},\"x\":%1$s}                | a NUMBER instead of text",
        "{\"x\":%1$s} {}                                       | malformed JSON",
      })
  void a_header_that_says_something_twice_is_refused(String header, String reason) {
    String entry = "{\"dtype\":\"U8\",\"shape\":[10],\"data_offsets\":[0,10]}";
    open(file("{\"x\":%s}".formatted(entry)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.formatted(entry))))
        .withMessageContaining(reason);
  }

  @Test
  void a_header_that_is_not_utf_8_is_refused() {
    byte[] header =
        "{\"x?\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"
            .getBytes(StandardCharsets.UTF_8);
    open(file(header.length, header, 1));
    header[3] = (byte) 0xff;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header.length, header, 1)))
        .withMessageContaining("header is not UTF-8");
  }

  @Test
  void a_message_does_not_repeat_a_name_without_end() {
    String header = "{\"%s\\n\":7}".formatted("x".repeat(100_000));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(file(header)))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
  }

  @Test
  void places_beyond_two_gibibytes_are_reached() throws IOException {
    long big = 3L << 30;
    String header =
        "{\"big\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]},\"last\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%1$d,%2$d]}}"
            .formatted(big, big + 4);
    Path file = temp.resolve("sparse.safetensors");
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer start = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(start.putLong(text.length).put(text).flip(), 0);
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 8 + text.length + big - 1);
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(2);
      reader.read("big", big - 2, bytes);
      assertThat(bytes.array()).containsExactly(0, 1);
      assertThat(data(reader, "last").get(3)).isEqualTo((byte) 5);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reader.read("big", big - 1, bytes.clear()))
          .withMessageContaining("not 2 at " + (big - 1));
    }
  }

  @Test
  void the_widest_numbers_are_written_first_so_that_all_are_aligned() {
    Path file = temp.resolve("mixed.safetensors");
    Map<String, Tensor> mixed = new LinkedHashMap<>();
    mixed.put("byte", Tensor.of("U8", List.of(1L), (byte) 1));
    mixed.put("half", Tensor.of("BF16", List.of(1L), (byte) 2, (byte) 3));
    mixed.put("long", Tensor.of("I64", List.of(1L), new byte[8]));
    PlainSafetensors.write(file, mixed);

    assertThat(PlainSafetensors.read(file).keySet()).containsExactly("long", "half", "byte");
    open(file);
  }

  @Test
  void a_header_nested_without_end_is_refused() {
    String header = "{\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";

    assertThatIllegalArgumentException().isThrownBy(() -> open(file(header)));
  }

  @Test
  void no_change_to_a_header_does_worse_than_an_illegal_argument() throws IOException {
    byte[] whole = PlainSafetensors.bytes(written());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      Path file = Files.write(temp.resolve("mutant"), mutate(whole, random));
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        reader.names().forEach(name -> data(reader, name));
      } catch (IllegalArgumentException expected) {
        refused++;
        assertThat(expected.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
      } catch (RuntimeException e) {
        throw new AssertionError("mutant " + i, e);
      }
    }
    // a changed letter in a name harms nothing, so not every mutant is refused
    assertThat(refused).isBetween(7_000, 9_999);
  }

  /** Every byte of a tensor. */
  private static ByteBuffer data(SafetensorsReader reader, String name) {
    ByteBuffer data = ByteBuffer.allocate((int) reader.bytes(name));
    reader.read(name, 0, data);
    return data.flip();
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int header = PlainSafetensors.headerLength(whole);
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(8 + header)] = (byte) random.nextInt();
      case 1 -> {
        for (int k = 0; k < 5; k++) {
          bytes[8 + random.nextInt(header)] =
              (byte) "0123456789-,[]{}\"e.".charAt(random.nextInt(19));
        }
      }
      case 2 -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(random.nextInt(9_999));
      case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
      case 4 -> { // one digit, so that the header stays JSON
        int at = 8 + random.nextInt(header);
        while (bytes[at] < '0' || bytes[at] > '9') {
          at = at == 8 ? 7 + header : at - 1;
        }
        bytes[at] = (byte) ('0' + random.nextInt(10));
      }
      default -> { // a part of the header said again elsewhere
        int length = random.nextInt(header / 2);
        int from = 8 + random.nextInt(header - length);
        System.arraycopy(whole, from, bytes, 8 + random.nextInt(header - length), length);
      }
    }
    return bytes;
  }
}
