package dev.o1pruner.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFormatTest {

  @TempDir Path temp;

  private Path file(String name, String content) {
    try {
      return Files.writeString(temp.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "o1pruner | {'id':'a','problem':'P','answer':'1/2'}                               | a     | 1/2",
        "o1pruner | {'problem':'P','answer':'1/2'}                                        | set-1 | 1/2",
        "gsm8k    | {'question':'P','answer':'So.\\n#### 1,250'}                          | set-1 | 1250",
        "math     | {'problem':'P','level':'Level 5','type':'Algebra','solution':'\\\\boxed{2} \\\\boxed{\\\\frac{1}{2}}.'} | set-1 | \\frac{1}{2}",
        "math-500 | {'problem':'P','solution':'S','answer':'7','level':2,'unique_id':'t/1.json'} | t/1.json | 7",
        "authors  | {'problem':'P','ground_truth_answer':'$-1$'}                          | set-1 | $-1$",
        "gaokao   | {'problem':'P','ground_truth_answer':'4'}                             | set-1 | 4",
        "aime     | {'ID':'2024-II-4','Problem':'P','Solution':'S','Answer':33}           | 2024-II-4 | 33",
        "aime     | {'question':'P','answer':'070'}                                       | set-1 | 70",
        "aime     | {'problem_idx':3,'problem':'P','answer':70.0}                         | 3     | 70",
        "aime     | {'id':60,'problem':'P','solution':'S','answer':'204','url':'u'}       | 60    | 204",
      })
  void a_row_of_each_format_is_read(String name, String row, String id, String answer) {
    Path file = file("set.jsonl", row.replace('\'', '"'));

    Problem named = ProblemFile.read(file, ProblemFormat.named(name), OnBadLine.refuse()).get(0);

    assertThat(named.id()).isEqualTo(id);
    assertThat(named.problem()).isEqualTo("P");
    assertThat(named.answer()).isEqualTo(answer);
    if (!row.contains("problem_idx")) { // as the own format without an id, if not named
      assertThat(ProblemFile.read(file)).containsExactly(named);
    }
  }

  @Test
  void a_solution_and_the_other_fields_are_kept() {
    Path file = file("t.jsonl", "{\"question\":\"P\",\"answer\":\"S #### 3\",\"id\":null,\"x\":1}");

    ProblemFormat format =
        ProblemFormat.of(FieldMapping.parse("problem=question,answer=answer:hashes"));
    Problem problem = ProblemFile.read(file, format, OnBadLine.refuse()).get(0);

    assertThat(problem.metadata()).containsEntry("solution", "S #### 3");
    assertThat(problem.metadata()).containsKeys("original_id", "x");
  }

  @Test
  void a_field_of_the_solutions_name_is_kept_beside_it() {
    Path file = file("t.jsonl", "{\"question\":\"P\",\"answer\":\"S #### 3\",\"solution\":\"T\"}");

    assertThat(ProblemFile.read(file).get(0).metadata())
        .containsEntry("solution", "S #### 3")
        .containsEntry("original_solution", "T");
  }

  @ParameterizedTest
  @CsvSource({
    "S ####, hashes",
    "S #### , hashes",
    "1e999999999, integer",
    "1e-999999999, integer",
    "1.5, integer",
    "x, boxed"
  })
  void an_answer_that_is_not_there_is_refused(String answer, String form) {
    Path file = file("t.jsonl", "{\"q\":\"P\",\"a\":\"" + answer + "\"}");
    ProblemFormat format = ProblemFormat.of(FieldMapping.parse("problem=q,answer=a:" + form));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file, format, OnBadLine.refuse()))
        .withMessageContaining("field \"a\" gives no answer in the form '" + form + "'");
  }

  @Test
  void fields_are_mapped_by_name() {
    Path file = file("t.jsonl", "{\"uid\":5,\"q\":\"P\",\"a\":2,\"difficulty\":9}");
    FieldMapping mapping = FieldMapping.parse("problem=q, answer=a, id=uid, level=difficulty");

    Problem problem = ProblemFile.read(file, ProblemFormat.of(mapping), OnBadLine.refuse()).get(0);

    assertThat(problem.id() + problem.problem() + problem.answer() + problem.level())
        .isEqualTo("5P29");
    assertThat(FieldMapping.parse(mapping.toString())).isEqualTo(mapping);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "problem=q           | names no field for problem or answer",
        "problem=q,answer    | 'answer' in",
        "problem=q,answer=a,gold=x | 'gold=x' in",
        "problem=q,answer=a:box | an answer can't be read as 'box', only as as-written, integer",
      })
  void a_bad_mapping_is_refused(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldMapping.parse(text))
        .withMessageContaining(reason);
  }

  @Test
  void unknown_and_ambiguous_fields_are_refused_with_the_fields() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file("a.jsonl", "{\"prompt\":\"P\",\"gold\":\"1\"}")))
        .withMessageContaining("a.jsonl:1: fields [prompt, gold] are not those of any known format")
        .withMessageContaining("math-500, o1pruner, gsm8k");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ProblemFile.read(
                    file(
                        "b.jsonl",
                        "{\"problem\":\"P\",\"answer\":\"1\",\"ground_truth_answer\":\"2\"}")))
        .withMessageContaining("more than one way");
  }

  @Test
  void an_array_within_an_object_is_found() {
    Path file =
        file("t.json", "{\"version\": 1, \"data\": [{\"problem\":\"P\",\"answer\":\"1\"}, 5]}");
    List<String> bad = new ArrayList<>();

    assertThat(ProblemFile.read(file, OnBadLine.skip(bad::add))).hasSize(1);
    assertThat(bad).containsExactly(file + ":2 skipped: a JSON object was expected, not 5");
  }

  @Test
  void a_whole_number_is_not_written_out_to_millions_of_digits() {
    assertThat(AnswerForm.INTEGER.find("1.5e3")).isEqualTo("1500");
    for (String number : List.of("21E7483647", "1e-9999999", "1e2147483647", "9".repeat(1_001))) {
      assertThat(AnswerForm.INTEGER.find(number)).isNull();
    }
  }

  @Test
  void several_arrays_and_broken_arrays_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(file("t.json", "{\"a\":[{}],\"b\":[{}]}")))
        .withMessageContaining("several arrays [a, b]");
    Path cut = file("u.json", "[{\"problem\":\"P\",\"answer\":\"1\"},\n {\"problem\":");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemFile.read(cut, OnBadLine.skip(report -> {})))
        .withMessageContaining("u.json:2: ")
        .withMessageContaining("correct the file");
  }

  @Test
  void lines_and_array_of_the_same_rows_are_the_same_problems() {
    Random random = new Random(3);
    for (int set = 0; set < 200; set++) {
      JsonArray rows = new JsonArray();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i <= random.nextInt(6); i++) {
        JsonObject row = new JsonObject();
        row.addProperty("id", "p" + random.nextInt(40));
        row.addProperty("problem", randomText(random));
        row.addProperty("answer", random.nextInt());
        row.addProperty(randomText(random), random.nextDouble());
        rows.add(row);
        lines.append(Json.gson().toJson(row)).append('\n');
      }
      Path array = file("set.json", random.nextBoolean() ? Json.pretty(rows) : rows.toString());
      Path line = file("set.jsonl", lines.toString());
      List<String> badInArray = new ArrayList<>();
      List<String> badInLines = new ArrayList<>();

      assertThat(ProblemFile.read(array, (f, n, why) -> badInArray.add(n + why)))
          .isEqualTo(ProblemFile.read(line, (f, n, why) -> badInLines.add(n + why)));
      assertThat(badInArray).isEqualTo(badInLines);
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("\"\\{}[],: \nπ\u2028a1".charAt(random.nextInt(14)));
    }
    return text.toString();
  }
}
