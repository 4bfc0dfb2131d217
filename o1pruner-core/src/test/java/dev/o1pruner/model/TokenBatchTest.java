package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBatchTest {

  private static TokenSequence sequence(int[] prompt, int... solution) {
    return new TokenSequence(ImmutableIntArray.copyOf(prompt), ImmutableIntArray.copyOf(solution));
  }

  @Test
  void sequences_are_padded_on_the_right() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      TokenBatch batch =
          TokenBatch.of(
              manager,
              List.of(
                  sequence(new int[] {6}, 7, 8), // read 6 7, score 7 8
                  sequence(new int[] {1, 2}, 3, 4, 5))); // read 1 2 3 4, score 3 4 5

      assertThat(batch.ids().toLongArray()).containsExactly(6, 7, 0, 0, 1, 2, 3, 4);
      assertThat(batch.places().toLongArray()).containsExactly(0, 1, 4, 5, 6, 7);
      assertThat(batch.targets().toLongArray()).containsExactly(7, 8, 0, 3, 4, 5);
      assertThat(batch.spots().toLongArray()).containsExactly(0, 1, 3, 4, 5);
      assertThat(batch.mask().toFloatArray()).containsExactly(1, 1, 0, 1, 1, 1);
      // of the tokens 6 7 1 2 3 4: 7 is predicted at 6, which is number 0, and 3 at 2, number 3
      assertThat(batch.positions().toLongArray()).containsExactly(0, 1, 0, 3, 4, 5);
    }
  }

  @Test
  void a_sequence_needs_prompt_and_solution() {
    assertThatIllegalArgumentException().isThrownBy(() -> sequence(new int[] {}, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sequence(new int[] {1}));
  }

  @Test
  void the_last_token_is_predicted_but_not_read() {
    assertThat(sequence(new int[] {1, 2}, 3, 4, 5).inputLength()).isEqualTo(4);
  }

  @Test
  void a_split_goes_from_the_longest_down_and_counts_padding() {
    // 2 * 5 = 10 fits, 3 * 5 = 15 doesn't; 3 * 3 = 9 fits
    assertThat(TokenBatch.split(List.of(3, 5, 1, 4, 2), length -> length, 10))
        .containsExactly(List.of(5, 4), List.of(3, 2, 1));
  }

  @Test
  void items_of_several_sequences_count_each_of_them() {
    // two sequences each: 2 * 5 = 10 fits, 4 * 5 doesn't; 4 * 2 = 8 fits, 6 * 2 doesn't
    assertThat(TokenBatch.split(List.of(2, 5, 1, 2), length -> length, item -> 2, 10))
        .containsExactly(List.of(5), List.of(2, 2), List.of(1));
  }

  @Test
  void an_item_over_the_budget_is_a_batch_of_its_own() {
    assertThat(TokenBatch.split(List.of(99, 1), length -> length, 10))
        .containsExactly(List.of(99), List.of(1));
  }

  @Test
  void every_split_holds_each_item_once_and_keeps_to_the_budget() {
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      int[] lengths = random.ints(random.nextInt(30), 1, 50).toArray();
      List<Integer> items = IntStream.range(0, lengths.length).boxed().toList();
      int budget = 1 + random.nextInt(120);

      List<List<Integer>> batches = TokenBatch.split(items, i -> lengths[i], budget);

      List<Integer> all = new ArrayList<>();
      batches.forEach(all::addAll);
      assertThat(all).containsExactlyInAnyOrderElementsOf(items);
      for (List<Integer> batch : batches) {
        int longest = batch.stream().mapToInt(i -> lengths[i]).max().orElseThrow();
        assertThat(batch.size() == 1 || longest * batch.size() <= budget).isTrue();
      }
    }
  }

  @Test
  void a_split_is_the_same_each_time() {
    List<String> items = List.of("aa", "bb", "c", "dd", "e");

    // equal lengths stay in the order they came in
    assertThat(TokenBatch.split(items, String::length, 4))
        .containsExactly(List.of("aa", "bb"), List.of("dd", "c"), List.of("e"));
  }

  @Test
  void a_budget_must_be_positive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenBatch.split(List.of(1), length -> length, 0))
        .withMessageContaining("token budget must be positive but was 0");
  }
}
