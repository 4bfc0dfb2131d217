package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradingTest {

  private final Grading grading = Grading.defaults();
  private final Problem sum = new Problem("sum", "What is 2 + 3?", "5");
  private final Problem product = new Problem("product", "What is 2 * 3?", "6");

  @Test
  void solutions_are_joined_to_problems_by_id_and_keep_their_order() {
    List<GradedSolution> graded =
        grading.grade(
            List.of(sum, product),
            List.of(solution("product", 0, "\\boxed{6}"), solution("sum", 0, "\\boxed{6}")));

    assertThat(graded)
        .containsExactly(
            new GradedSolution("product", 0, 3, true, "6", false),
            new GradedSolution("sum", 0, 3, false, "6", false));
    assertThat(graded).extracting(GradedSolution::score).containsExactly(1.0, 0.0);
  }

  @Test
  void a_solution_without_an_answer_is_wrong() {
    assertThat(grading.grade(sum, solution("sum", 0, "I don't know")))
        .isEqualTo(new GradedSolution("sum", 0, 3, false, null, false));
  }

  @Test
  void a_solution_ended_by_the_token_limit_is_marked_truncated() {
    Solution cut =
        new Solution(
            "sum",
            1,
            ImmutableIntArray.of(1),
            ImmutableIntArray.of(7, 8),
            "It is \\boxed{5}, but let me",
            FinishReason.LENGTH);

    assertThat(grading.grade(sum, cut)).isEqualTo(new GradedSolution("sum", 1, 2, true, "5", true));
  }

  @Test
  void a_solution_of_an_unknown_problem_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grading.grade(List.of(sum), List.of(solution("other", 3, "5"))))
        .withMessage(
            "solution 3 answers problem other, which is not among the 1 problems given: grade it"
                + " with the problem set it was sampled from");
  }

  @Test
  void two_problems_of_one_id_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grading.grade(List.of(sum, sum), List.of()))
        .withMessageContaining("problem id sum is used twice");
  }

  @Test
  void a_solution_is_not_graded_by_the_answer_to_another_problem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grading.grade(product, solution("sum", 0, "6")))
        .withMessage("solution 0 of problem sum can't be graded by the answer to problem product");
  }

  @Test
  void a_length_of_no_tokens_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradedSolution("sum", 2, 0, true, "5", false))
        .withMessage("length must be >= 1 token but was 0 (sample 2 of problem sum)");
  }

  @Test
  void a_full_text_is_searched_for_its_answer_and_an_answer_is_taken_whole() {
    assertThat(grading.gradeText("5", "2 + 3 makes 5.")).isTrue();
    assertThat(grading.gradeAnswer("5", "2 + 3 makes 5.")).isFalse();
    assertThat(grading.gradeAnswer("5", "$\\boxed{5}$")).isTrue();
    assertThat(grading.gradeAnswer("\\boxed{5}", "5")).isTrue();
  }

  @Test
  void one_of_several_boxes_does_not_stand_for_the_answer() {
    assertThat(grading.gradeAnswer("2", "\\boxed{1} and \\boxed{2}")).isFalse();
    assertThat(grading.gradeAnswer("\\boxed{1} and \\boxed{2}", "2")).isFalse();
  }

  private static Solution solution(String problemId, int sample, String text) {
    return new Solution(
        problemId,
        sample,
        ImmutableIntArray.of(1),
        ImmutableIntArray.of(7, 8, 9),
        text,
        FinishReason.STOP);
  }
}
