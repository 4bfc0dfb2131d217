package dev.o1pruner.evaluation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Lists;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  /** Problems 0..39: even ones on level "easy", odd ones on level "hard". */
  private static final List<Problem> PROBLEMS =
      IntStream.range(0, 40)
          .mapToObj(
              i -> new Problem("p" + i, "?", "5", Map.of("level", i % 2 == 0 ? "easy" : "hard")))
          .toList();

  @Test
  void the_score_is_that_of_the_two_means() {
    // accuracy 20/40 -> 30/40: dAcc = 0.5.  tokens 100 -> 60: dLen = 0.4.  0.4 + 3 * 0.5 = 1.9
    ScoreComparison overall =
        Comparison.of(
                evaluation(PROBLEMS, i -> 100, i -> i < 20),
                evaluation(PROBLEMS, i -> 60, i -> i < 30))
            .overall();

    assertThat(overall.lengthSaving().value()).isCloseTo(0.4, within(1e-12)); // 1 - 60/100
    assertThat(requireNonNull(overall.accuracyGain()).value()).isEqualTo(0.5);
    Estimate score = requireNonNull(overall.score());
    assertThat(score.value()).isCloseTo(1.9, within(1e-12));
    assertThat(score.lower()).isLessThan(1.9);
    assertThat(score.upper()).isGreaterThan(1.9);
  }

  @Test
  void paired_intervals_cancel_what_makes_a_problem_long_for_both() {
    // Lengths differ 40-fold between problems, but the policy halves every one of them.
    ScoreComparison overall =
        Comparison.of(
                evaluation(PROBLEMS, i -> 100 * (i + 1), i -> i < 20),
                evaluation(PROBLEMS, i -> 50 * (i + 1), i -> i < 20))
            .overall();

    assertThat(overall.reference().tokens().upper() - overall.reference().tokens().lower())
        .isGreaterThan(500);
    assertThat(overall.lengthSaving()).isEqualTo(new Estimate(0.5, 0.5, 0.5));
    assertThat(overall.accuracyGain()).isEqualTo(new Estimate(0, 0, 0));
    assertThat(overall.score()).isEqualTo(new Estimate(0.5, 0.5, 0.5));
  }

  @Test
  void evaluations_are_joined_by_problem_id_whatever_their_order() {
    Evaluation reference = evaluation(PROBLEMS, i -> 100 * (i + 1), i -> true);
    Evaluation policy = evaluation(Lists.reverse(PROBLEMS), i -> 50 * (i + 1), i -> true);

    assertThat(Comparison.of(reference, policy).overall().lengthSaving())
        .isEqualTo(new Estimate(0.5, 0.5, 0.5));
  }

  @Test
  void a_level_the_reference_never_solves_has_no_score() {
    // Only even problems are solved: "hard" has an accuracy of 0 that no gain is relative to.
    Comparison comparison =
        Comparison.of(
            evaluation(PROBLEMS, i -> 100, i -> i % 2 == 0),
            evaluation(PROBLEMS, i -> 75, i -> true));

    ScoreComparison hard = requireNonNull(comparison.levels().get("hard"));
    assertThat(hard.score()).isNull();
    assertThat(hard.accuracyGain()).isNull();
    assertThat(hard.lengthSaving()).isEqualTo(new Estimate(0.25, 0.25, 0.25));
    assertThat(requireNonNull(comparison.levels().get("easy")).score())
        .isEqualTo(new Estimate(0.25, 0.25, 0.25));
  }

  @Test
  void different_problem_sets_are_refused() {
    Evaluation all = evaluation(PROBLEMS, i -> 100, i -> true);
    Evaluation few = evaluation(PROBLEMS.subList(0, 39), i -> 100, i -> true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparison.of(all, few))
        .withMessageStartingWith("problem p39 was solved by the reference but not by the policy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparison.of(few, all))
        .withMessageStartingWith("problems [p39] were solved by the policy but not");
  }

  /** One solution per problem; length and verdict are functions of the problem's number. */
  private static Evaluation evaluation(
      List<Problem> problems, IntUnaryOperator length, IntPredicate correct) {
    List<GradedSolution> solutions =
        problems.stream()
            .map(
                problem -> {
                  int i = Integer.parseInt(problem.id().substring(1));
                  return new GradedSolution(
                      problem.id(), 0, length.applyAsInt(i), correct.test(i), "5", false);
                })
            .toList();
    return Evaluation.of(problems, solutions, 1);
  }
}
