package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.problem.ProblemFormat;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of published sets against those that another set gives for the same problems. */
class BenchmarkAnswersTest {

  private static final Path DATA = Path.of("../../shared/data/benchmarks");

  private static List<Problem> read(String name, ProblemFormat format) {
    Path file = DATA.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not beside the project");
    return ProblemFile.read(file, format, OnBadLine.skip(report -> {}));
  }

  @ParameterizedTest
  @CsvSource({
    "math500/math500_test.json, 500, 500",
    "o1pruner/math_test.json, 458, 458",
    "o1pruner/math_train_hard.json, 127, 127",
    "math/math_test.jsonl, 5000, 5000",
  })
  void boxes_of_math_solutions_agree_with_the_answers_others_give(
      String name, int shared, int agreeing) {
    Map<String, String> answers = new HashMap<>();
    for (Problem problem : read("math/math_test.jsonl", ProblemFormat.MATH)) {
      answers.put(problem.problem(), problem.answer());
    }
    List<Problem> others =
        read(name, ProblemFormat.DETECTED).stream()
            .filter(problem -> answers.containsKey(problem.problem()))
            .toList();
    List<Problem> differing =
        others.stream()
            .filter(
                other ->
                    !Grading.defaults().gradeAnswer(other.answer(), answers.get(other.problem())))
            .toList();

    assertThat(others).hasSize(shared);
    assertThat(others.size() - differing.size())
        .describedAs(
            "differing: %s",
            differing.stream().map(p -> p.answer() + " but " + answers.get(p.problem())).toList())
        .isEqualTo(agreeing);
  }

  @Test
  void leading_zeros_of_aime_answers_change_nothing() {
    assertThat(Grading.defaults().gradeAnswer("073", "73")).isTrue();
    assertThat(Grading.defaults().gradeAnswer("73", "\\boxed{073}")).isTrue();
  }
}
