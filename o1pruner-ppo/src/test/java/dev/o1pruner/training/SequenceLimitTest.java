package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceLimitTest {

  /** A prompt of two tokens and three or one more. */
  private static final TrainingExample LONG =
      new TrainingExample(
          "long",
          0,
          new TokenSequence(ImmutableIntArray.of(1, 2), ImmutableIntArray.of(3, 4, 5)),
          1,
          2,
          ImmutableDoubleArray.of(-0.1, -0.2, -0.3));

  private static final TrainingExample SHORT =
      TrainingExample.imitation(
          "short", new TokenSequence(ImmutableIntArray.of(1, 2), ImmutableIntArray.of(3)));

  @Test
  void a_sequence_at_the_limit_stays_and_one_over_it_is_dropped() {
    SequenceLimit.Limited at = SequenceLimit.drop(5).apply(List.of(LONG, SHORT));
    assertThat(at.examples()).containsExactly(LONG, SHORT);
    assertThat(at.dropped()).isZero();

    SequenceLimit.Limited over = SequenceLimit.drop(4).apply(List.of(LONG, SHORT));
    assertThat(over.examples()).containsExactly(SHORT);
    assertThat(over.dropped()).isEqualTo(1);
    assertThat(over.truncated()).isZero();
  }

  @Test
  void a_truncated_sequence_keeps_its_head_and_its_advantage() {
    SequenceLimit.Limited limited = SequenceLimit.truncate(4).apply(List.of(LONG, SHORT));

    TrainingExample head = limited.examples().get(0);
    assertThat(head.tokens().tokenIds()).isEqualTo(ImmutableIntArray.of(3, 4));
    assertThat(head.refLogProbs()).isEqualTo(ImmutableDoubleArray.of(-0.1, -0.2));
    assertThat(head.advantage()).isEqualTo(2);
    assertThat(limited.examples().get(1)).isEqualTo(SHORT);
    assertThat(limited.truncated()).isEqualTo(1);
    assertThat(limited.dropped()).isZero();
  }

  @Test
  void nothing_left_to_train_on_is_told() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SequenceLimit.truncate(2).apply(List.of(LONG, SHORT)))
        .withMessageContaining("all 2 sequences are longer than 2 tokens");
  }

  @Test
  void without_a_limit_all_stays() {
    assertThat(SequenceLimit.none().apply(List.of(LONG)).examples()).containsExactly(LONG);
  }
}
