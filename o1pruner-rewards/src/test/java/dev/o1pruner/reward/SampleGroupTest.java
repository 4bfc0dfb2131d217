package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.tokens;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleGroupTest {

  @Test
  void a_group_sums_up_all_samples_of_the_problem() {
    // lengths 100, 300, 200, 200: mean 800/4 = 200; 3 of 4 correct, their mean 700/3; the shortest,
    // 100, is wrong
    SampleGroup group =
        SampleGroup.of(
            List.of(
                wrong("p", 0, 100),
                correct("p", 1, 300),
                correct("p", 2, 200),
                correct("p", 3, 200)));

    assertThat(group.problemId()).isEqualTo("p");
    assertThat(group.size()).isEqualTo(4);
    assertThat(group.meanLength()).isEqualTo(200);
    assertThat(group.accuracy()).isEqualTo(0.75);
    assertThat(group.minLength()).isEqualTo(100);
    assertThat(group.maxLength()).isEqualTo(300);
    assertThat(group.shortestCorrectLength()).isEqualTo(200);
    assertThat(group.meanCorrectLength()).isEqualTo(700 / 3.0);
  }

  @Test
  void a_problem_nobody_solved_has_no_shortest_correct_length() {
    SampleGroup group = SampleGroup.of(List.of(wrong("p", 0, 100), wrong("p", 1, 300)));

    assertThat(group.shortestCorrectLength()).isEqualTo(SampleGroup.NONE_CORRECT);
    assertThat(group.meanCorrectLength()).isZero();
    assertThat(group.accuracy()).isZero();
  }

  @Test
  void interleaved_problems_become_groups_in_the_order_of_their_first_samples() {
    List<SampleGroup> groups =
        SampleGroup.groups(
            List.of(correct("q", 0, 1), correct("p", 0, 2), wrong("q", 1, 3), wrong("p", 1, 4)));

    assertThat(groups).extracting(SampleGroup::problemId).containsExactly("q", "p");
    assertThat(groups.get(0).samples()).containsExactly(correct("q", 0, 1), wrong("q", 1, 3));
  }

  @Test
  void token_ids_are_joined_by_problem_and_sample() {
    GradedSolution a = correct("p", 0, 2);
    GradedSolution b = wrong("p", 1, 1);
    SampleGroup group =
        SampleGroup.groups(List.of(a, b), List.of(tokens(b, 9), tokens(a, 7, 8))).get(0);

    assertThat(group.tokenIds(a)).isEqualTo(ImmutableIntArray.of(7, 8));
    assertThat(group.tokenIds(b)).isEqualTo(ImmutableIntArray.of(9));
  }

  @Test
  void token_ids_that_were_not_given_are_missed_by_name() {
    GradedSolution sample = correct("p", 0, 2);
    SampleGroup group = SampleGroup.of(List.of(sample, wrong("p", 1, 1)));

    assertThatIllegalStateException()
        .isThrownBy(() -> group.tokenIds(sample))
        .withMessage(
            "the token ids of sample 0 of problem p are unknown, but its reward looks at them:"
                + " weigh with the sampled solutions beside the graded ones");
  }

  @Test
  void a_single_sample_is_refused_because_it_would_be_its_own_mean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleGroup.of(List.of(correct("p", 0, 100))))
        .withMessage(
            "problem p has 1 sample, but rewards compare a sample with the mean of its group:"
                + " sample K >= 2 solutions per problem");
  }

  @Test
  void samples_of_two_problems_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SampleGroup.of(
                    List.of(
                        correct("p", 0, 1),
                        correct("q", 0, 9),
                        correct("p", 1, 1),
                        correct("q", 1, 9))))
        .withMessageContaining("samples of problems p and q in one group");
  }
}
