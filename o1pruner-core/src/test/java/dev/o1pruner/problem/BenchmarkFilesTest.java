package dev.o1pruner.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.o1pruner.run.JsonLines.OnBadLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published problem sets, where these lie beside the project. */
class BenchmarkFilesTest {

  private static final Path DATA = Path.of("../../shared/data/benchmarks");

  private static Path file(String name) {
    Path file = DATA.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not beside the project");
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "gsm8k/test.jsonl, 1319, 18",
    "gsm8k/test_socratic.jsonl, 1319, 18",
    "gsm8k/train.jsonl, 7473, 72",
    "math/math_test.jsonl, 5000, 2",
    "math/math_train.jsonl, 7500, 0",
    "math500/math500_test.json, 500, '\\left( 3, \\frac{\\pi}{2} \\right)'",
    "o1pruner/gaokao.json, 385, '$\\{x|-2\\leq x < 1\\}$'",
    "o1pruner/gsm8k.json, 1319, 18",
    "o1pruner/math_test.json, 458, 28800",
  })
  void a_published_file_is_read_whole(String name, int count, String first) {
    List<Problem> problems = ProblemFile.read(file(name));

    assertThat(problems).hasSize(count);
    assertThat(problems.get(0).answer()).isEqualTo(first);
  }

  @Test
  void three_of_the_authors_411_hard_problems_have_no_answer() {
    List<Integer> bad = new ArrayList<>();

    List<Problem> problems =
        ProblemFile.read(file("o1pruner/math_train_hard.json"), (f, row, why) -> bad.add(row));

    assertThat(problems).hasSize(408);
    assertThat(bad).hasSize(3);
  }

  @Test
  void the_authors_gsm8k_is_the_published_test_set() {
    List<Problem> published = ProblemFile.read(file("gsm8k/test.jsonl"));
    List<Problem> authors = ProblemFile.read(file("o1pruner/gsm8k.json"));

    assertThat(authors)
        .extracting(Problem::problem)
        .isEqualTo(published.stream().map(Problem::problem).toList());
    // 14 of the authors' answers are written with the commas of thousands
    assertThat(authors.stream().filter(problem -> problem.answer().contains(","))).hasSize(14);
    assertThat(authors)
        .extracting(problem -> problem.answer().replace(",", ""))
        .isEqualTo(published.stream().map(Problem::answer).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "o1pruner/math_train_hard.json, math/math_test.jsonl, 127, 128",
    "math/math_train.jsonl, math/math_test.jsonl, 4, 129",
    "math/math_train.jsonl, math500/math500_test.json, 0, 14",
    "math/math_test.jsonl, math500/math500_test.json, 500, 500",
    "math/math_train.jsonl, o1pruner/math_test.json, 0, 7",
    "gsm8k/train.jsonl, gsm8k/test.jsonl, 0, 0",
  })
  void overlap_of_published_sets_in_problems_the_same_and_all(
      String training, String evaluation, int same, int all) {
    Overlap overlap =
        Overlap.of(
            ProblemFile.read(file(training), OnBadLine.skip(report -> {})),
            ProblemFile.read(file(evaluation)));

    assertThat(List.of(overlap.sameProblems(), overlap.evaluationProblems()))
        .containsExactly((long) same, (long) all);
  }
}
