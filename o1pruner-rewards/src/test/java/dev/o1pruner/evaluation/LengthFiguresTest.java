package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthFiguresTest {

  /** A solution of so many tokens; negative ones are wrong. */
  private static List<GradedSolution> solutions(String problem, int... lengths) {
    List<GradedSolution> solutions = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      int length = Math.abs(lengths[i]);
      solutions.add(new GradedSolution(problem, i, length, lengths[i] > 0, null, false));
    }
    return solutions;
  }

  private static List<GradedSolution> twoProblems() {
    List<GradedSolution> all = new ArrayList<>(solutions("hard", -400, 100, 200, 300));
    all.addAll(solutions("easy", -40, 10, -20, 30));
    return all;
  }

  @Test
  void each_problem_is_ranked_by_itself() {
    List<LengthQuartile> quartiles = LengthQuartile.of(twoProblems(), Bootstrap.defaults());

    assertThat(quartiles).extracting(LengthQuartile::quartile).containsExactly(1, 2, 3, 4);
    // shortest quarters: 100 and 10 both right; second: 200 right, 20 wrong; longest: both wrong
    assertThat(quartiles)
        .extracting(quartile -> quartile.accuracy().value())
        .containsExactly(1.0, 0.5, 1.0, 0.0);
    assertThat(quartiles)
        .extracting(LengthQuartile::tokens)
        .containsExactly(55.0, 110.0, 165.0, 220.0);
    // one of two problems is right: resamples range from none to all
    assertThat(quartiles.get(1).accuracy().lower()).isZero();
    assertThat(quartiles.get(1).accuracy().upper()).isEqualTo(1);
  }

  @Test
  void quarters_that_no_problem_has_samples_for_are_left_out() {
    // ranks 0 and 1 of 2 fall into quarters 1 and 3
    assertThat(LengthQuartile.of(solutions("p", 10, -20), Bootstrap.defaults()))
        .extracting(LengthQuartile::quartile)
        .containsExactly(1, 3);
  }

  @Test
  void budgets_let_shares_of_the_reference_end() {
    // 8 lengths: 5 % and 10 % are reached with the first, 25 % with the second, then the 4th,
    // 6th, 8th (90 % of 8 is 7.2) and 8th again
    assertThat(TokenBudget.scaledTo(twoProblems())).containsExactly(10, 20, 40, 200, 400);
  }

  @Test
  void only_right_solutions_within_the_budget_count() {
    // right: 100, 200, 300, 10, 30. Of 8: within 30 there are 10 and 30; within 400 all five
    assertThat(TokenBudget.of(twoProblems(), List.of(5, 30, 400)))
        .extracting(TokenBudget::accuracy)
        .containsExactly(0.0, 0.25, 0.625);
  }

  @Test
  void bins_hold_lengths_up_to_their_upper_end() {
    List<GradedSolution> solutions = solutions("p", 1, 2, 3, 80);
    assertThat(LengthHistogram.binWidth(solutions)).isEqualTo(2); // 80 tokens in 40 bins
    LengthHistogram histogram = LengthHistogram.of(solutions, 2);
    assertThat(histogram.counts().subList(0, 3)).containsExactly(2, 1, 0);
    assertThat(histogram.counts().get(39)).isEqualTo(1);
    assertThat(histogram.share(0)).isEqualTo(0.5);
    assertThat(histogram.middle(0)).isCloseTo(1.5, within(1e-12)); // of 1 and 2
    assertThat(histogram.quantile(0.5)).isEqualTo(2);
    assertThat(histogram.quantile(0.75)).isEqualTo(4);
    assertThat(histogram.quantile(1)).isEqualTo(80);
  }
}
