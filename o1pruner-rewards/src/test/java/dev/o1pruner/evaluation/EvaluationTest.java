package dev.o1pruner.evaluation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final List<Problem> PROBLEMS =
      List.of(
          problem("a", Map.of("level", 1)),
          problem("b", Map.of("level", 2)),
          problem("c", Map.of()));

  @Test
  void figures_are_over_solutions_and_split_by_correctness() {
    Evaluation evaluation =
        Evaluation.of(
            PROBLEMS,
            List.of(
                graded("a", 0, 100, true),
                graded("a", 1, 200, true),
                graded("b", 0, 300, false),
                new GradedSolution("b", 1, 800, false, null, true),
                graded("c", 0, 150, true)),
            12.5);

    Summary all = evaluation.overall();
    assertThat(all.problems()).isEqualTo(3);
    assertThat(all.solutions()).isEqualTo(5);
    assertThat(all.accuracy().value()).isEqualTo(0.6); // 3 of 5
    assertThat(all.tokens().value()).isEqualTo(310); // 1550 / 5
    assertThat(all.tokensIfCorrect()).isEqualTo(150); // (100 + 200 + 150) / 3
    assertThat(all.tokensIfWrong()).isEqualTo(550); // (300 + 800) / 2
    assertThat(all.truncated()).isEqualTo(0.2); // 1 of 5
    assertThat(evaluation.seconds()).isEqualTo(12.5);
  }

  @Test
  void levels_hold_the_problems_that_have_one() {
    Evaluation evaluation =
        Evaluation.of(
            PROBLEMS,
            List.of(
                graded("c", 0, 150, true), graded("b", 0, 300, false), graded("a", 0, 100, true)),
            1);

    assertThat(evaluation.levels()).containsOnlyKeys("1", "2");
    Summary easy = requireNonNull(evaluation.levels().get("1"));
    Summary hard = requireNonNull(evaluation.levels().get("2"));
    assertThat(easy.accuracy()).isEqualTo(new Estimate(1, 1, 1));
    assertThat(hard.tokens()).isEqualTo(new Estimate(300, 300, 300));
    assertThat(hard.tokensIfCorrect()).isNull();
    assertThat(easy.tokensIfWrong()).isNull();
    assertThat(evaluation.problems())
        .extracting(ProblemTally::problemId)
        .containsExactly("a", "b", "c"); // the order of the problem set
  }

  @Test
  void copies_of_the_same_solution_do_not_narrow_the_interval() {
    // Four equal samples of a problem say as much as one: problems are drawn, not solutions.
    List<Problem> problems =
        IntStream.range(0, 40).mapToObj(i -> problem("p" + i, Map.of())).toList();
    Evaluation once = Evaluation.of(problems, copies(1), 1);
    Evaluation fourTimes = Evaluation.of(problems, copies(4), 1);

    assertThat(fourTimes.overall().accuracy()).isEqualTo(once.overall().accuracy());
    assertThat(once.overall().accuracy().upper()).isGreaterThan(0.6); // 0.5 + 1.96 * 0.5/sqrt(40)
  }

  private static List<GradedSolution> copies(int count) {
    return IntStream.range(0, 40 * count)
        .mapToObj(i -> graded("p" + i / count, i % count, 100, i / count % 2 == 0))
        .toList();
  }

  @Test
  void solutions_and_problems_that_do_not_match_are_refused() {
    List<Problem> one = PROBLEMS.subList(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.of(PROBLEMS, List.of(graded("a", 0, 9, true)), 1))
        .withMessageContaining("problem b has no solution");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.of(one, List.of(graded("z", 7, 9, true)), 1))
        .withMessage("sample 7 answers problem z, which is not among the 1 problems evaluated");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Evaluation.of(one, List.of(graded("a", 7, 9, true), graded("a", 7, 8, true)), 1))
        .withMessage("sample 7 of problem a comes twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.of(List.of(), List.of(), 1))
        .withMessage("an evaluation needs problems, but none were given");
  }

  private static Problem problem(String id, Map<String, Object> metadata) {
    return new Problem(id, "What is 2 + 3?", "5", metadata);
  }

  private static GradedSolution graded(String problemId, int sample, int length, boolean correct) {
    return new GradedSolution(problemId, sample, length, correct, "5", false);
  }
}
