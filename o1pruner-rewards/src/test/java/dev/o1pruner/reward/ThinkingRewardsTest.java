package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.tokens;
import static dev.o1pruner.reward.Samples.wrong;
import static dev.o1pruner.reward.ThinkingRewards.adaptThink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThinkingRewardsTest {

  private static final ImmutableIntArray END_OF_THINKING = ImmutableIntArray.of(7);

  private static final GradedSolution QUICK = correct("p", 0, 2);
  private static final GradedSolution QUICK_AND_WRONG = wrong("p", 1, 2);
  private static final GradedSolution THOUGHT = correct("p", 2, 3);
  private static final GradedSolution THOUGHT_AND_WRONG = wrong("p", 3, 3);

  /** A later 7 is no start. */
  private static final SampleGroup GROUP =
      SampleGroup.groups(
              List.of(QUICK, QUICK_AND_WRONG, THOUGHT, THOUGHT_AND_WRONG),
              List.of(
                  tokens(QUICK, 7, 1),
                  tokens(QUICK_AND_WRONG, 7, 2),
                  tokens(THOUGHT, 3, 7, 1),
                  tokens(THOUGHT_AND_WRONG, 3, 7, 2)))
          .get(0);

  @Test
  void not_thinking_is_worth_delta_on_top_of_what_the_reference_gets() {
    RewardFunction reward = adaptThink(0.125, END_OF_THINKING, Map.of("p", 0.75));

    // 1 - 0.75 + 0.125;  0 - 0.75 + 0.125;  1 - 0.75;  0 - 0.75: the group's own 0.5 has no say
    assertThat(reward.reward(QUICK, GROUP)).isEqualTo(0.375);
    assertThat(reward.reward(QUICK_AND_WRONG, GROUP)).isEqualTo(-0.625);
    assertThat(reward.reward(THOUGHT, GROUP)).isEqualTo(0.25);
    assertThat(reward.reward(THOUGHT_AND_WRONG, GROUP)).isEqualTo(-0.75);
  }

  @Test
  void a_start_of_several_tokens_must_be_there_as_a_whole() {
    // 1 - 0.5 + 0.25 for 7 1, 1 - 0.5 for 3 7 1; longer than any solution: nobody's
    assertThat(adaptThink(0.25, ImmutableIntArray.of(7, 1), Map.of("p", 0.5)).reward(QUICK, GROUP))
        .isEqualTo(0.75);
    assertThat(
            adaptThink(0.25, ImmutableIntArray.of(7, 1, 1), Map.of("p", 0.5)).reward(QUICK, GROUP))
        .isEqualTo(0.5);
  }

  @Test
  void the_references_accuracies_come_from_its_samples() {
    assertThat(
            SampleGroup.accuracies(
                List.of(correct("p", 0, 9), wrong("q", 0, 9), wrong("p", 1, 9), wrong("q", 1, 9))))
        .containsExactly(Map.entry("p", 0.5), Map.entry("q", 0.0));
  }

  @Test
  void what_cannot_be_rewarded_is_refused() {
    RewardFunction other = adaptThink(0, END_OF_THINKING, Map.of("q", 1.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.reward(QUICK, GROUP))
        .withMessageContaining("accuracy on problem p is unknown");
    RewardFunction blind = adaptThink(0, END_OF_THINKING, Map.of("p", 1.0));
    SampleGroup untokenized = SampleGroup.of(GROUP.samples());
    assertThatIllegalStateException()
        .isThrownBy(() -> blind.reward(QUICK, untokenized))
        .withMessageContaining("the token ids of sample 0 of problem p are unknown");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adaptThink(-1, END_OF_THINKING, Map.of()))
        .withMessage("delta must be >= 0 and finite but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adaptThink(0, ImmutableIntArray.of(), Map.of()))
        .withMessage("noThinking must name at least one token");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adaptThink(0, END_OF_THINKING, Map.of("p", 1.5)))
        .withMessage("the reference's accuracy on problem p must be in [0, 1] but was 1.5");
  }
}
