package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

  @TempDir Path temp;

  private static List<Integer> read(Path file, OnBadLine onBadLine) {
    return JsonLines.read(file, line -> line.get("n").getAsInt(), onBadLine);
  }

  @Test
  void what_is_written_is_read() {
    Path file = temp.resolve("lines.jsonl");
    JsonObject line = Json.parseObject("{\"text\":\"<a>\\n\\\"é\\u2028\\\"\",\"n\":1.0}");

    JsonLines.write(file, List.of(line, line));

    assertThat(JsonLines.read(file, value -> value, OnBadLine.refuse()))
        .containsExactly(line, line);
  }

  @Test
  void line_numbers_count_blank_lines() throws IOException {
    Path file = Files.writeString(temp.resolve("lines.jsonl"), "{\"n\":1}\n\n\nbad\n{\"n\":2}");
    List<String> reports = new ArrayList<>();

    assertThat(read(file, OnBadLine.skip(reports::add))).containsExactly(1, 2);
    assertThat(reports).singleElement().asString().startsWith(file + ":4 skipped: ");
  }

  @Test
  void a_value_its_reader_refuses_is_a_bad_line() throws IOException {
    Path file = Files.writeString(temp.resolve("lines.jsonl"), "{\"n\":1}\n{\"n\":\"one\"}\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(file, OnBadLine.refuse()))
        .withMessageContaining(file + ":2: ")
        .withMessageContaining("skip bad lines");
  }

  @Test
  void an_empty_file_has_no_lines() throws IOException {
    Path file = Files.writeString(temp.resolve("lines.jsonl"), "");

    assertThat(read(file, OnBadLine.refuse())).isEmpty();
  }

  @Test
  void a_missing_file_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(temp.resolve("none.jsonl"), OnBadLine.refuse()))
        .withMessage("file " + temp.resolve("none.jsonl") + " does not exist");
  }

  @Test
  void bytes_that_are_not_utf8_are_refused() throws IOException {
    // 0xFF begins no UTF-8 character
    Path file =
        Files.write(temp.resolve("lines.jsonl"), new byte[] {'{', '"', (byte) 0xFF, '"', '}'});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(file, OnBadLine.skip(report -> {})))
        .withMessage("file " + file + " is not UTF-8 text");
  }

  @Test
  void a_write_that_fails_leaves_the_old_file() throws IOException {
    Path file = Files.writeString(temp.resolve("lines.jsonl"), "{\"n\":1}\n");
    Iterable<JsonObject> failing =
        () -> {
          throw new IllegalStateException("half way");
        };

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> JsonLines.write(file, failing));
    assertThat(read(file, OnBadLine.refuse())).containsExactly(1);
  }
}
