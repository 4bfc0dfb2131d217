package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradeCommandTest {

  @TempDir private Path folder;
  private Path cases;

  @BeforeEach
  void write_cases() throws IOException {
    cases =
        TestModels.lines(
            folder.resolve("cases.jsonl"),
            // the same number written in two ways
            "{\"gold\":\"1/2\",\"pred\":\"\\\\frac{1}{2}\",\"pred_is_full_text\":false,\"n\":1.50}",
            // the box counts, not the last number
            "{\"gold\":7,\"pred\":\"\\\\boxed{7} of 9\",\"pred_is_full_text\":true,\"expect\":true}",
            "{\"gold\":\"7\",\"pred\":\"8\",\"expect\":true}",
            "{\"gold\":\"7\",\"pred\":\"7\",\"expect\":false}");
  }

  @Test
  void adds_the_verdict_and_keeps_every_other_field() {
    Launch launch = Launch.of("grade", "--cases", cases).succeeds();
    assertThat(launch.out().lines())
        .containsExactly(
            "{\"gold\":\"1/2\",\"pred\":\"\\\\frac{1}{2}\",\"pred_is_full_text\":false,\"n\":1.50,\"verdict\":true}",
            "{\"gold\":7,\"pred\":\"\\\\boxed{7} of 9\",\"pred_is_full_text\":true,\"expect\":true,\"verdict\":true}",
            "{\"gold\":\"7\",\"pred\":\"8\",\"expect\":true,\"verdict\":false}",
            "{\"gold\":\"7\",\"pred\":\"7\",\"expect\":false,\"verdict\":true}");
    assertThat(launch.err())
        .isEqualToIgnoringNewLines(
            "4 cases, 3 called correct; of 3 with an expected verdict 1 agree,"
                + " 1 are false positives, 1 false negatives");
  }

  @Test
  void writes_a_file_and_tells_people_of_it() throws IOException {
    Path out = folder.resolve("made").resolve("out.jsonl");
    Launch launch = Launch.of("grade", "--cases", cases, "--out", out).succeeds();
    assertThat(launch.out()).startsWith("4 cases, 3 called correct").contains("written to " + out);
    assertThat(launch.err()).isEmpty();
    assertThat(Files.readAllLines(out)).hasSize(4);
  }

  @Test
  void with_json_a_file_is_written_and_its_lines_are_printed() throws IOException {
    Path out = folder.resolve("out.jsonl");
    Launch launch = Launch.of("grade", "--cases", cases, "--out", out, "--json").succeeds();
    assertThat(launch.json()).hasSize(4);
    assertThat(launch.out().lines().toList()).isEqualTo(Files.readAllLines(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"gold\":\"1\"} | field \"pred\" is missing",
        "{\"gold\":\"1\",\"pred\":null} | field \"pred\" must be text or a number but was null",
        "{\"gold\":\"1\",\"pred\":\"1\",\"pred_is_full_text\":1} | must be true or false but was 1",
        "{\"gold\":\"1\",\"pred\":\"1\",\"expect\":\"yes\"} | must be true or false but was \"yes\"",
        "{\"gold\":\"1\", | end of input",
        "[1] | a JSON object was expected",
      })
  void a_bad_line_is_refused_by_its_number_or_skipped(String line, String reason)
      throws IOException {
    Path bad = TestModels.lines(folder.resolve("bad.jsonl"), "{\"gold\":1,\"pred\":1}", line);
    Launch.of("grade", "--cases", bad).refuses(bad + ":2: ", "--skip-bad-lines");
    Launch skipped = Launch.of("grade", "--cases", bad, "--skip-bad-lines").succeeds();
    assertThat(skipped.json()).hasSize(1);
    assertThat(skipped.err()).contains(bad + ":2 skipped: ").containsIgnoringCase(reason);
  }

  @Test
  void files_without_cases_are_refused() throws IOException {
    Path empty = TestModels.lines(folder.resolve("empty.jsonl"));
    Launch.of("grade", "--cases", empty).refuses(empty + " holds no case");
    Launch.of("grade", "--cases", folder.resolve("gone")).refuses("gone does not exist");
    Launch.of("grade", "--cases", folder).refuses("cannot read " + folder);
  }
}
