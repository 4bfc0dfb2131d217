package dev.o1pruner.problem.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that two other writers made; make.mjs beside them says how. */
class ParquetFileTest {

  private static Path file(String name) throws URISyntaxException {
    return Path.of(ParquetFileTest.class.getResource(name).toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip-v2", "plain", "hyparquet"})
  void flat_columns_are_read_from_what_others_wrote(String name) throws Exception {
    List<Problem> problems = ProblemFile.read(file(name + ".parquet"));

    assertThat(problems).hasSize(300);
    for (int i = 0; i < 300; i++) {
      Problem problem = problems.get(i);
      assertThat(problem.id()).isEqualTo(name + "-" + (i + 1));
      assertThat(problem.problem()).isEqualTo("What is " + i + " + π?");
      assertThat(problem.answer()).isEqualTo(String.valueOf(i * 1000));
      assertThat(problem.level()).isEqualTo(i % 3 == 0 ? null : "Level " + i % 5);
      assertThat(problem.metadata().get("year")).hasToString(String.valueOf(2000 + i % 7));
      assertThat(((Number) problem.metadata().get("weight")).doubleValue()).isEqualTo(i / 4.0);
      assertThat(problem.metadata()).containsEntry("hard", i % 2 == 0).doesNotContainKey("tags");
    }
  }

  @Test
  void another_compression_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file("zstd.parquet")))
        .withMessageContaining("zstd.parquet: column question: it is compressed with ZSTD");
  }

  @Test
  void bad_rows_are_told_by_number() throws Exception {
    List<String> bad = new ArrayList<>();
    List<Integer> good =
        ParquetFile.read(
            file("snappy.parquet"),
            (number, row) -> {
              if (row.get("level").isJsonNull()) {
                throw new IllegalArgumentException("no level");
              }
              return number;
            },
            OnBadLine.skip(bad::add));

    assertThat(good).hasSize(200).startsWith(2, 3, 5);
    assertThat(bad).hasSize(100);
    assertThat(bad.get(1)).endsWith("snappy.parquet:4 skipped: no level");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip-v2", "plain", "hyparquet"})
  void a_damaged_file_is_refused_or_read_but_nothing_worse(String name, @TempDir Path temp)
      throws Exception {
    byte[] whole = Files.readAllBytes(file(name + ".parquet"));
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = i < 50 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int change = 0; change < 5 && i >= 50; change++) {
        // half of the damage is in the footer, where it does most
        int from = random.nextBoolean() ? 0 : whole.length - 1500;
        damaged[from + random.nextInt(whole.length - from)] = (byte) random.nextInt(256);
      }
      refused += isRefused(Files.write(temp.resolve("x.parquet"), damaged)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void what_is_wrong_is_told_with_the_files_name(@TempDir Path temp) throws Exception {
    Path file = Files.writeString(temp.resolve("x.parquet"), "PAR1 and no more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParquetFile.read(file, (number, row) -> number, OnBadLine.refuse()))
        .withMessageStartingWith(file + ": a Parquet file doesn't end in a footer");
  }

  @Test
  void lists_nested_without_end_are_refused(@TempDir Path temp) throws Exception {
    // field 1 is a list of one list of one list, ...
    byte[] footer = new byte[100_000];
    Arrays.fill(footer, (byte) 0x19);
    ByteBuffer bytes = ByteBuffer.allocate(footer.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("PAR1".getBytes(US_ASCII)).put(footer).putInt(footer.length);
    Path file =
        Files.write(temp.resolve("x.parquet"), bytes.put("PAR1".getBytes(US_ASCII)).array());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParquetFile.read(file, (number, row) -> number, OnBadLine.refuse()))
        .withMessage(file + ": its structs are nested too deeply");
  }

  private static boolean isRefused(Path file) {
    try {
      ParquetFile.read(file, (number, row) -> number, OnBadLine.refuse());
      return false;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return true;
    }
  }
}
