package dev.o1pruner.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {

  private static final Draw DRAW =
      Draw.of(DrawnByNumber.prompts(1).get(0), 0, DrawnByNumber.SETTINGS);

  @TempDir Path temp;

  private SampleStore open() {
    Path file = temp.resolve("samples.jsonl");
    return SampleStore.open(
        SampleFingerprint.of(file, new JsonObject(), DrawnByNumber.SETTINGS),
        List.of(DRAW),
        OnBadLine.refuse(),
        note -> {});
  }

  @Test
  void a_closed_store_takes_nothing_and_closing_it_again_does_nothing() {
    Solution solution =
        new DrawnByNumber().draw(List.of(DRAW), DrawnByNumber.SETTINGS, told -> {}).get(0);
    SampleStore store = open();
    store.close();
    store.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> store.add(solution, SampleLine.of(solution)))
        .withMessageContaining("samples.jsonl is closed");
    try (SampleStore again = open()) { // the first one gave the file up
      store.close(); // and doesn't take it from the second
      again.add(solution, SampleLine.of(solution));
      assertThat(again.solutions()).containsExactly(solution);
    }
  }

  @Test
  void a_second_store_of_the_file_is_refused() {
    try (SampleStore first = open()) {
      assertThatIllegalStateException()
          .isThrownBy(this::open)
          .withMessageContaining("is being written by this very process");
      assertThat(first.missing()).hasSize(1);
    }
  }
}
