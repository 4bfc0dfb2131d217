package dev.o1pruner.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.run.JsonLines.OnBadLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFileTest {

  private static final String GOOD =
      """
      {"id":"a","problem":"1+1?","answer":"2"}
      {"id":"b","problem":"2+2?","answer":"4"}
      """;

  @TempDir Path temp;

  private Path file(String content) {
    try {
      return Files.writeString(temp.resolve("problems.jsonl"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_line_is_a_problem() {
    assertThat(ProblemFile.read(file(GOOD)))
        .containsExactly(new Problem("a", "1+1?", "2"), new Problem("b", "2+2?", "4"));
  }

  @Test
  void other_fields_come_back_as_they_were_written() throws IOException {
    String line =
        "{\"id\":\"a\",\"problem\":\"π < 4?\",\"answer\":\"yes\",\"level\":3,\"weight\":0.10,"
            + "\"big\":12345678901234567890,\"tiny\":1E-7,\"none\":null,"
            + "\"source\":{\"tags\":[\"x\",2.50,true]}}\n";

    ProblemFile.write(temp.resolve("again.jsonl"), ProblemFile.read(file(line)));

    assertThat(Files.readString(temp.resolve("again.jsonl"))).isEqualTo(line);
  }

  @Test
  void known_fields_are_written_first() throws IOException {
    Problem problem = new Problem("a", "1+1?", "2", Map.of("level", "easy"));

    ProblemFile.write(temp.resolve("out.jsonl"), List.of(problem));

    assertThat(Files.readString(temp.resolve("out.jsonl")))
        .isEqualTo("{\"id\":\"a\",\"problem\":\"1+1?\",\"answer\":\"2\",\"level\":\"easy\"}\n");
  }

  @Test
  void an_answer_may_be_a_number_and_keeps_its_digits() {
    assertThat(ProblemFile.read(file("{\"id\":1,\"problem\":\"?\",\"answer\":2.50}\n")))
        .containsExactly(new Problem("1", "?", "2.50"));
  }

  @Test
  void the_level_is_text_whatever_it_was() {
    String lines =
        """
        {"id":"a","problem":"?","answer":"","level":3}
        {"id":"b","problem":"?","answer":"","level":"Level 3"}
        {"id":"c","problem":"?","answer":"","level":null}
        {"id":"d","problem":"?","answer":""}
        """;
    assertThat(ProblemFile.read(file(lines)))
        .extracting(Problem::level)
        .containsExactly("3", "Level 3", null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"problem\":\"?\",\"answer\":\"\"}               | field \"id\" is missing",
        "{\"id\":\"c\",\"answer\":\"\"}                    | field \"problem\" is missing",
        "{\"id\":\"c\",\"problem\":\"?\"}                  | field \"answer\" is missing",
        "{\"id\":\"c\",\"problem\":\"?\",\"answer\":null}  | field \"answer\" must be text",
        "{\"id\":\"c\",\"problem\":[],\"answer\":\"\"}     | field \"problem\" must be text",
        "{\"id\":\" \",\"problem\":\"?\",\"answer\":\"\"}  | needs an id",
        "{\"id\":\"c\",\"problem\":\" \",\"answer\":\"\"}  | problem c has no text",
        "{\"id\":\"a\",\"problem\":\"?\",\"answer\":\"\"}  | id a was used before",
        "[1, 2]                                            | starts a BEGIN_ARRAY",
        "{\"id\":\"c\"} {\"id\":\"d\"}                     | malformed JSON at line 1 column 13",
        "{\"id\":\"c\",                                    | : End of input at line 1",
      })
  void a_bad_line_is_refused_with_file_line_and_reason(String line, String reason) {
    Path file = file(GOOD + "\n" + line + "\n");

    // two good lines and a blank one stand before it
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file))
        .withMessageContaining(file + ":4: ")
        .withMessageContaining(reason);
  }

  @Test
  void bad_lines_can_be_skipped_and_are_reported() {
    List<String> reports = new ArrayList<>();
    Path file = file("not JSON\n" + GOOD + "{\"id\":\"a\",\"problem\":\"?\",\"answer\":\"\"}\n");

    List<Problem> problems = ProblemFile.read(file, OnBadLine.skip(reports::add));

    assertThat(problems).extracting(Problem::id).containsExactly("a", "b");
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0)).startsWith(file + ":1 skipped: ");
    assertThat(reports.get(1)).isEqualTo(file + ":4 skipped: id a was used before");
  }

  @Test
  void a_file_without_problems_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file("\n \n")))
        .withMessageContaining("problems.jsonl holds no problem");
  }

  @Test
  void a_file_whose_lines_are_all_skipped_holds_no_problem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file("x\n"), OnBadLine.skip(report -> {})))
        .withMessageContaining("holds no problem");
  }

  @Test
  void metadata_cannot_stand_for_another_part() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Problem("a", "?", "", Map.of("answer", 1)))
        .withMessage("problem a has a second answer in its metadata");
  }

  @Test
  void metadata_of_a_problem_cannot_be_changed() {
    Problem problem = new Problem("a", "?", "", Map.of("level", 1));

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> problem.metadata().put("level", 2));
  }
}
