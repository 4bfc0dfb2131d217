package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceProfileTest {

  @Test
  void a_profile_sums_up_all_samples_of_the_problem() {
    // lengths 100, 300, 200, 200: mean 800/4 = 200; 3 of 4 correct; the shortest, 100, is wrong
    assertThat(
            ReferenceProfile.of(
                List.of(
                    wrong("p", 0, 100),
                    correct("p", 1, 300),
                    correct("p", 2, 200),
                    correct("p", 3, 200))))
        .isEqualTo(new ReferenceProfile("p", 4, 200, 0.75, 100, 300, 200));
  }

  @Test
  void a_problem_nobody_solved_has_no_shortest_correct_length() {
    assertThat(ReferenceProfile.of(List.of(wrong("p", 0, 100), wrong("p", 1, 300))))
        .isEqualTo(new ReferenceProfile("p", 2, 200, 0, 100, 300, ReferenceProfile.NONE_CORRECT));
  }

  @Test
  void a_single_sample_is_refused_because_it_would_be_its_own_mean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceProfile.of(List.of(correct("p", 0, 100))))
        .withMessage(
            "problem p has 1 sample, but rewards compare a sample with the mean of its group:"
                + " sample K >= 2 solutions per problem");
  }

  @Test
  void samples_of_two_problems_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceProfile.of(List.of(correct("p", 0, 100), correct("q", 0, 9))))
        .withMessageContaining("samples of problems p and q in one group");
  }
}
