package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link AnswerGrader} keeps to; extend it for each implementation. */
abstract class AnswerGraderContractTest {

  private static final List<String> GOLDS =
      List.of(
          "5",
          "-1,234.5",
          "\\frac{3}{4}",
          "1\\frac{9}{10}",
          "28\\%",
          "\\$10",
          "10\\text{ units}",
          "90^\\circ",
          "\\text{Even}",
          "x = 5",
          "(1, 2)",
          "[0, \\infty)",
          "2\\sqrt{3}",
          "x^2 + 1",
          "204_5",
          "10^{10^{10}}");

  abstract AnswerGrader grader();

  @Test
  void the_gold_answer_itself_is_correct() {
    assertThat(GOLDS).allMatch(gold -> grader().isCorrect(gold, gold));
  }

  @Test
  void no_gold_answer_is_another() {
    for (String gold : GOLDS) {
      assertThat(GOLDS)
          .filteredOn(answer -> grader().isCorrect(gold, answer))
          .describedAs("answers accepted for %s", gold)
          .allMatch(answer -> answer.equals(gold) || bothFive(answer, gold));
    }
  }

  private static boolean bothFive(String a, String b) {
    return a.endsWith("5") && b.endsWith("5") && (a.equals("5") || b.equals("5"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\n", "$", "$$", "\\text{}", ".", "{}", "\\boxed{}"})
  void an_empty_or_missing_answer_is_never_correct(String answer) {
    assertThat(GOLDS).noneMatch(gold -> grader().isCorrect(gold, answer));
    assertThat(grader().isCorrect("", answer)).isFalse();
    assertThat(grader().isCorrect("$$", answer)).isFalse();
  }

  @Test
  void asking_again_or_from_many_threads_changes_nothing() {
    AnswerGrader grader = grader();
    List<Boolean> verdicts =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(i -> grader.isCorrect("\\frac{3}{4}", i % 2 == 0 ? "0.75" : "0.74"))
            .toList();
    for (int i = 0; i < verdicts.size(); i++) {
      assertThat(verdicts.get(i)).isEqualTo(i % 2 == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10^{10^{10}}",
        "1e999999999",
        "9^{9^{9^{9}}}",
        "2^{-10^{10}}",
        "1000000!!!!",
        "\\frac{1}{10^{1000000000}}",
        "1/0",
        "\\frac{1}{0}",
        "0/0",
      })
  void numbers_too_large_to_write_out_are_never_evaluated(String hostile) {
    assertThat(inTime(() -> grader().isCorrect("5", hostile))).isFalse();
    assertThat(inTime(() -> grader().isCorrect(hostile, "5"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9",
        "1,000",
        " ",
        "{",
        "}",
        "(",
        "\\",
        "-",
        "/",
        ".",
        "\\frac{",
        "\\text{",
        "\\left(",
        "a",
        "^\\circ",
        "\\$",
        "x=",
        "\\sqrt",
        "1/",
        "\\text{a}"
      })
  void texts_of_100_000_characters_are_answered_in_time(String unit) {
    String text = unit.repeat(100_000 / unit.length());
    assertThat(inTime(() -> grader().isCorrect("5", text))).isFalse();
    assertThat(inTime(() -> grader().isCorrect("5", text + "5 5"))).isFalse();
    assertThat(inTime(() -> grader().isCorrect(text + "1", text + "2"))).isFalse();
  }

  private static boolean inTime(java.util.concurrent.Callable<Boolean> verdict) {
    // Generous for a busy machine; what it catches takes minutes or never ends.
    return assertTimeoutPreemptively(Duration.ofSeconds(5), verdict::call);
  }
}
