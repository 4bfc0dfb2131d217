package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSourceTest {

  private static final List<TrainingExample> EXAMPLES = examples(7);

  private static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
        .toList();
  }

  private static List<TrainingExample> epoch(BatchSource source, int epoch, int perEpoch) {
    List<TrainingExample> all = new ArrayList<>();
    for (int step = epoch * perEpoch; step < (epoch + 1) * perEpoch; step++) {
      all.addAll(source.batch(step));
    }
    return all;
  }

  @Test
  void an_epoch_has_as_many_steps_as_it_needs() {
    // seven in threes: 3 + 3 + 1, twice
    BatchSource source = BatchSource.shuffled(EXAMPLES, 3, 2, 0);

    assertThat(source.steps()).isEqualTo(6);
    assertThat(IntStream.range(0, 6).mapToObj(source::batch))
        .extracting(List::size)
        .containsExactly(3, 3, 1, 3, 3, 1);
  }

  @Test
  void every_example_comes_once_an_epoch() {
    BatchSource source = BatchSource.shuffled(EXAMPLES, 3, 5, 0);
    for (int epoch = 0; epoch < 5; epoch++) {
      assertThat(epoch(source, epoch, 3)).containsExactlyInAnyOrderElementsOf(EXAMPLES);
    }
  }

  @Test
  void a_step_has_the_same_batch_whenever_it_is_asked_for() {
    BatchSource source = BatchSource.shuffled(EXAMPLES, 3, 5, 0);
    List<TrainingExample> fourth = source.batch(4);
    List<TrainingExample> first = source.batch(0);

    assertThat(source.batch(0)).isEqualTo(first);
    assertThat(BatchSource.shuffled(EXAMPLES, 3, 5, 0).batch(4)).isEqualTo(fourth);
  }

  @Test
  void another_epoch_and_another_seed_have_another_order() {
    BatchSource source = BatchSource.shuffled(EXAMPLES, 7, 2, 0);

    assertThat(source.batch(1)).isNotEqualTo(source.batch(0));
    assertThat(BatchSource.shuffled(EXAMPLES, 7, 2, 1).batch(0)).isNotEqualTo(source.batch(0));
  }

  @Test
  void every_example_is_the_last_of_some_epoch() {
    // 8 examples, 100 epochs: by chance one misses all last places once in 8 * (7/8)^100 = 1e-5
    BatchSource source = BatchSource.shuffled(examples(8), 8, 100, 0);
    Set<String> last = new HashSet<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      last.add(source.batch(epoch).get(7).problemId());
    }

    assertThat(last).hasSize(8);
  }

  @Test
  void values_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSource.shuffled(List.of(), 1, 1, 0))
        .withMessageContaining("no example");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSource.shuffled(EXAMPLES, 0, 1, 0))
        .withMessageContaining("batchSize must be positive but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSource.shuffled(EXAMPLES, 1, 0, 0))
        .withMessageContaining("epochs must be positive but was 0");
  }
}
