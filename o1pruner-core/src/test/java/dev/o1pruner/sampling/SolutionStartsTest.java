package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolutionStartsTest {

  private static final ImmutableIntArray FREE = ImmutableIntArray.of();

  @Test
  void samples_take_the_starts_in_turn() {
    SolutionStarts starts = SolutionStarts.of(ids(7), FREE, ids(8, 9));

    assertThat(starts.of(0)).isEqualTo(ids(7));
    assertThat(starts.of(1)).isEqualTo(FREE);
    assertThat(starts.of(5)).isEqualTo(ids(8, 9));
    assertThat(SolutionStarts.none().of(3)).isEqualTo(FREE);
  }

  @Test
  void without_starts_the_log_probs_are_the_models_own() {
    assertThat(probabilities(SolutionStarts.none(), ids(5, 6), 0.25, 0.5))
        .containsExactly(0.25, 0.5);
  }

  @Test
  void each_of_two_first_tokens_is_half_as_likely_whatever_the_model_thinks() {
    // AdaptThink: 0.5 for the first token, the model's for the others
    SolutionStarts starts = SolutionStarts.of(ids(7), ids(8));

    assertThat(probabilities(starts, ids(7, 5), 0.001, 0.25)).containsExactly(0.5, 0.25);
    assertThat(probabilities(starts, ids(8, 7), 0.9, 0.125)).containsExactly(0.5, 0.125);
  }

  @Test
  void a_free_start_adds_what_the_model_would_have_begun_with() {
    // 1/2 + 1/2 * 0.2 = 0.6 for the token that is also forced, 1/2 * 0.8 = 0.4 for another
    SolutionStarts starts = SolutionStarts.of(ids(7), FREE);

    assertThat(probabilities(starts, ids(7, 5), 0.2, 0.25)).containsExactly(0.6, 0.25);
    assertThat(probabilities(starts, ids(5, 5), 0.8, 0.25)).containsExactly(0.4, 0.25);
  }

  @Test
  void the_second_token_of_a_start_is_certain_but_for_free_samples() {
    // 1/2 + 1/2 * 0.2 = 0.6, then (1/2 + 1/2 * 0.2 * 0.5) / 0.6 = 0.55 / 0.6, then the model's
    SolutionStarts starts = SolutionStarts.of(ids(7, 8), FREE);

    assertThat(probabilities(starts, ids(7, 8, 1), 0.2, 0.5, 0.3))
        .containsExactly(0.6, 0.916666666667, 0.3);
    // left the start after its first token: 1/2 * 0.2 * 0.5 = 0.05 of 0.6
    assertThat(probabilities(starts, ids(7, 5, 1), 0.2, 0.5, 0.3))
        .containsExactly(0.6, 0.083333333333, 0.3);
  }

  @Test
  void a_start_that_comes_twice_has_twice_the_share() {
    // of 7, 7, 8: 2/3
    assertThat(probabilities(SolutionStarts.of(ids(7), ids(7), ids(8)), ids(7, 5), 0.1, 0.25))
        .containsExactly(0.666666666667, 0.25);
  }

  @Test
  void probabilities_of_all_solutions_add_up_to_one() {
    // two tokens from {0, 1}, the model's are 0.3 and 0.7 whatever came before
    SolutionStarts starts = SolutionStarts.of(ids(0, 1), ids(1), FREE, FREE);
    double[] model = {0.3, 0.7};
    double total = 0;
    for (int first : new int[] {0, 1}) {
      for (int second : new int[] {0, 1}) {
        List<Double> p = probabilities(starts, ids(first, second), model[first], model[second]);
        total += p.get(0) * p.get(1);
      }
    }
    assertThat(total).isCloseTo(1, within(1e-12));
  }

  @Test
  void a_solution_of_other_starts_and_no_starts_at_all_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probabilities(SolutionStarts.of(ids(7), ids(8, 9)), ids(8, 5), 0.5, 0.5))
        .withMessageContaining(
            "the solution [8, 5]... begins with none of the starts [[7], [8, 9]]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SolutionStarts(List.of()))
        .withMessageContaining("at least one start is needed");
  }

  private static ImmutableIntArray ids(int... tokens) {
    return ImmutableIntArray.copyOf(tokens);
  }

  /** Probabilities in and out, rounded to 12 places. */
  private static List<Double> probabilities(
      SolutionStarts starts, ImmutableIntArray solution, double... model) {
    ImmutableDoubleArray.Builder logs = ImmutableDoubleArray.builder();
    for (double p : model) {
      logs.add(Math.log(p));
    }
    return starts.logProbs(solution, logs.build()).stream()
        .mapToObj(log -> Math.round(Math.exp(log) * 1e12) / 1e12)
        .toList();
  }
}
