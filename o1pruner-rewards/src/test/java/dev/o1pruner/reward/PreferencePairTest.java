package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreferencePairTest {

  private static final List<WeightedSolution> WEIGHTED =
      List.of(
          weighted(correct("p", 0, 300), 0.5),
          weighted(wrong("p", 1, 100), -0.75),
          weighted(correct("p", 2, 100), 0.75),
          weighted(wrong("p", 3, 600), -0.25),
          weighted(correct("p", 4, 200), 0.625),
          weighted(correct("q", 0, 50), 1),
          weighted(wrong("q", 1, 50), -1));

  @Test
  void best_and_worst_are_paired_among_the_correct_and_among_the_wrong() {
    // correct: 0.75 - 0.5;  wrong: -0.25 - -0.75.  q has one of each kind: nothing to pair
    assertThat(PreferencePair.dual(WEIGHTED, 0))
        .containsExactly(
            new PreferencePair(correct("p", 2, 100), correct("p", 0, 300), 0.25),
            new PreferencePair(wrong("p", 3, 600), wrong("p", 1, 100), 0.5));
  }

  @Test
  void a_pair_needs_more_than_the_margin() {
    assertThat(PreferencePair.dual(WEIGHTED, 0.25))
        .extracting(PreferencePair::margin)
        .containsExactly(0.5);
  }

  @Test
  void equal_rewards_make_no_pair() {
    assertThat(
            PreferencePair.dual(
                List.of(weighted(correct("p", 0, 9), 1), weighted(correct("p", 1, 9), 1)), 0))
        .isEmpty();
  }

  @Test
  void a_negative_margin_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferencePair.dual(WEIGHTED, -1))
        .withMessage("minMargin must be >= 0 and finite but was -1.0");
  }

  @Test
  void the_two_shortest_correct_are_chosen_against_the_longest() {
    List<GradedSolution> graded =
        List.of(
            correct("p", 0, 300),
            wrong("p", 1, 50), // short, but wrong
            correct("p", 2, 100),
            wrong("p", 3, 600),
            correct("p", 4, 200),
            correct("all of one length", 0, 9),
            correct("all of one length", 1, 9),
            correct("only correct", 0, 20),
            correct("only correct", 1, 10), // the second shortest is the longest itself
            wrong("unsolved", 0, 5),
            wrong("unsolved", 1, 7));

    assertThat(PreferencePair.shortestAgainstLongest(graded, 2))
        .containsExactly(
            new PreferencePair(correct("p", 2, 100), wrong("p", 3, 600), 500),
            new PreferencePair(correct("p", 4, 200), wrong("p", 3, 600), 400),
            new PreferencePair(correct("only correct", 1, 10), correct("only correct", 0, 20), 10));
  }

  private static WeightedSolution weighted(GradedSolution solution, double reward) {
    return new WeightedSolution(solution, reward, 0, true);
  }
}
