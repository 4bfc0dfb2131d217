package dev.o1pruner.reward;

import static dev.o1pruner.reward.Repetition.fraction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionTest {

  @Test
  void the_fraction_counts_ngrams_that_came_before() {
    // pairs 12 23 31 12 23: 3 unique of 5.  triples 123 231 312 123: 3 of 4
    ImmutableIntArray tokens = ImmutableIntArray.of(1, 2, 3, 1, 2, 3);
    assertThat(fraction(tokens, 2)).isEqualTo(1 - 3 / 5.0);
    assertThat(fraction(tokens, 3)).isEqualTo(1 - 3 / 4.0);
    assertThat(fraction(tokens, 6)).isZero();
  }

  @Test
  void fewer_tokens_than_an_ngram_repeat_nothing() {
    assertThat(fraction(ImmutableIntArray.of(1, 1), 3)).isZero();
  }

  @Test
  void the_penalty_is_in_proportion() {
    // 1 1 1 1: 1 unique of 4: -0.2 * 3/4
    var sample = Samples.wrong("p", 0, 4);
    var other = Samples.correct("p", 1, 1);
    SampleGroup group =
        SampleGroup.groups(
                List.of(sample, other),
                List.of(Samples.tokens(sample, 1, 1, 1, 1), Samples.tokens(other, 5)))
            .get(0);

    assertThat(Repetition.penalty(1, 0.2).reward(sample, group)).isEqualTo(-0.2 * 0.75);
    assertThat(Repetition.penalty(1, 0.2).reward(other, group)).isEqualTo(0.0);
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fraction(ImmutableIntArray.of(1), 0))
        .withMessage("ngram must be >= 1 token but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Repetition.penalty(1, -1))
        .withMessage("penalty must be >= 0 and finite but was -1.0");
  }
}
