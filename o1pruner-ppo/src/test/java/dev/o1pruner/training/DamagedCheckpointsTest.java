package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which checkpoints stay, and what happens when one isn't what was written. */
class DamagedCheckpointsTest {

  private static final int STEPS = 6;

  @TempDir Path temp;

  private final List<String> events = new ArrayList<>();
  private final List<Integer> taken = new ArrayList<>();

  private static BatchSource source() {
    return BatchSource.shuffled(
        IntStream.range(0, 5)
            .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
            .toList(),
        2,
        2,
        3);
  }

  /** Trains up to a step, or goes on up to it; the weights then. */
  private List<float[]> train(int upTo, TrainingCheckpoints checkpoints) {
    taken.clear();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepMetrics metrics) {
            taken.add(metrics.step());
          }

          @Override
          public void onEvent(TrainingEvent event) {
            events.add(event.message());
          }
        };
    try (LanguageModel model = TinyPolicy.load();
        TrainingSession session =
            new Trainer(model, PolicyLoss.nextToken(), TinyPolicy.settings(0.01), listener)
                .start(STEPS, checkpoints)) {
      while (session.finished() < upTo) {
        session.step(source().batch(session.finished()));
      }
      return TinyPolicy.weights(model);
    }
  }

  private TrainingCheckpoints every(int steps) {
    return TrainingCheckpoints.in(temp, steps);
  }

  private Path file(int steps) {
    return temp.resolve("training-%d.safetensors".formatted(steps));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(temp)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** What an accident makes of a file. */
  enum Damage {
    FLIPPED_BIT,
    CUT_OFF,
    ZEROS_AT_THE_END,
    EMPTY;

    void to(Path file) throws IOException {
      byte[] content = Files.readAllBytes(file);
      int half = content.length / 2;
      switch (this) {
        case FLIPPED_BIT -> content[half] ^= 4;
        case CUT_OFF -> content = Arrays.copyOf(content, half);
        case ZEROS_AT_THE_END -> Arrays.fill(content, half, content.length, (byte) 0);
        default -> content = new byte[0];
      }
      Files.write(file, content);
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void of_a_damaged_one_the_one_before_is_gone_on_from_to_the_same_end(Damage damage)
      throws IOException {
    List<float[]> whole = train(STEPS, TrainingCheckpoints.none());
    train(4, every(1));
    damage.to(file(4));

    TrainerTest.assertEqual(train(STEPS, every(1)), whole);
    assertThat(taken).containsExactly(3, 4, 5);
    assertThat(events).hasSize(1);
    assertThat(events.get(0))
        .startsWith("checkpoint " + file(4) + " is damaged (it")
        .endsWith("): the training goes on from training-3.safetensors");
    // the damaged one is replaced on the way
    assertThat(files()).containsExactly("training-5.safetensors", "training-6.safetensors");
  }

  @Test
  void a_damaged_one_does_not_outlive_the_next_checkpoint_nor_push_out_a_whole_one()
      throws IOException {
    train(4, every(1));
    Damage.CUT_OFF.to(file(4));
    Files.move(file(4), file(5)); // as if it were the fifth

    train(4, every(1));
    assertThat(files()).containsExactly("training-3.safetensors", "training-4.safetensors");
  }

  @Test
  void if_none_is_whole_nothing_is_trained_and_all_are_named() throws IOException {
    train(4, every(1));
    Damage.CUT_OFF.to(file(4));
    Damage.FLIPPED_BIT.to(file(3));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(STEPS, every(1)))
        .withMessageStartingWith("no checkpoint in " + temp + " is whole (")
        .withMessageContaining("training-4.safetensors: it")
        .withMessageContaining("; training-3.safetensors: its last 4 bytes")
        .withMessageEndingWith("delete that directory to train from the first step on");
    assertThat(taken).isEmpty();
    assertThat(files()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "9, 6"})
  void the_last_ones_are_kept(int keep, int left) throws IOException {
    train(STEPS, TrainingCheckpoints.in(temp, CheckpointSettings.defaults().every(1).keep(keep)));

    assertThat(files())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(STEPS - left + 1, STEPS)
                .mapToObj("training-%d.safetensors"::formatted)
                .toList());
  }

  @Test
  void old_ones_stay_until_the_new_one_is_there() throws IOException {
    Files.createDirectory(temp.resolve("training-4.safetensors.tmp")); // it can't be written

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> train(STEPS, every(1)))
        .withMessageContaining("cannot write " + file(4));
    assertThat(files()).contains("training-2.safetensors", "training-3.safetensors");
  }

  @Test
  void what_a_killed_process_left_half_written_goes() throws IOException {
    Files.writeString(temp.resolve("training-2.safetensors.tmp"), "half");
    Files.writeString(temp.resolve("notes.txt"), "mine");

    train(3, every(3));
    assertThat(files()).containsExactly("notes.txt", "training-3.safetensors");
  }

  @Test
  void what_else_a_run_goes_on_with_is_in_the_same_file() {
    JsonObject[] restored = {null};
    int[] rewards = {7};
    CheckpointPart part =
        new CheckpointPart() {
          @Override
          public JsonObject state() {
            JsonObject json = new JsonObject();
            json.addProperty("rewards", rewards[0]);
            return json;
          }

          @Override
          public void restore(JsonObject state) {
            restored[0] = state;
          }
        };
    for (int step = 0; step < 2; step++) {
      try (LanguageModel model = TinyPolicy.load();
          TrainingSession session =
              new Trainer(
                      model,
                      PolicyLoss.nextToken(),
                      TinyPolicy.settings(0.01),
                      TrainingListener.none())
                  .start(STEPS, every(1), Map.of("mine", part))) {
        assertThat(session.finished()).isEqualTo(step);
        assertThat(restored[0] == null).isEqualTo(step == 0);
        session.step(source().batch(step));
      }
    }
    assertThat(restored[0].get("rewards").getAsInt()).isEqualTo(7);
  }

  @Test
  void settings_make_sense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointSettings.defaults().keep(0))
        .withMessage("keep must be at least 1 checkpoint but was 0");
    assertThat(CheckpointSettings.defaults().keep()).isEqualTo(2);
  }
}
