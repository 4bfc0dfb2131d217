package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerPrecision;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCheckpointsTest {

  private static final String LAST = "training-6.safetensors";

  @TempDir Path temp;

  /** Five examples in pairs, twice over: six steps. */
  private static BatchSource source() {
    return BatchSource.shuffled(
        IntStream.range(0, 5)
            .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
            .toList(),
        2,
        2,
        3);
  }

  private static void train(
      LanguageModel model, TrainingCheckpoints checkpoints, TrainingListener listener) {
    new Trainer(model, PolicyLoss.nextToken(), TinyPolicy.settings(0.01), listener)
        .train(source(), checkpoints);
  }

  /** Trains up to a step that fails before its checkpoint. */
  private void interrupt(int failing, int every) {
    try (LanguageModel model = TinyPolicy.load()) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  train(
                      model,
                      TrainingCheckpoints.in(temp, every),
                      metrics -> {
                        if (metrics.step() == failing) {
                          throw new IllegalStateException("power cut");
                        }
                      }));
    }
  }

  /** Goes on from the checkpoint; the weights at the end, and the steps it took. */
  private List<float[]> resume(List<Integer> steps) {
    try (LanguageModel model = TinyPolicy.load()) {
      train(model, TrainingCheckpoints.in(temp, 1), metrics -> steps.add(metrics.step()));
      return TinyPolicy.weights(model);
    }
  }

  private static List<float[]> uninterrupted() {
    try (LanguageModel model = TinyPolicy.load()) {
      train(model, TrainingCheckpoints.none(), TrainingListener.none());
      return TinyPolicy.weights(model);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 3", // steps 0, 1, 2 were saved
    "3, 2, 2", // saved after step 1
    "0, 1, 0", // nothing was
  })
  void a_resumed_run_ends_bit_for_bit_where_an_uninterrupted_one_does(
      int failing, int every, int goesOnWith) {
    interrupt(failing, every);
    List<Integer> steps = new ArrayList<>();

    TrainerTest.assertEqual(resume(steps), uninterrupted());
    assertThat(steps).containsExactlyElementsOf(IntStream.range(goesOnWith, 6).boxed().toList());
  }

  @Test
  void another_thread_may_resume() {
    interrupt(3, 1);

    TrainerTest.assertEqual(
        CompletableFuture.supplyAsync(() -> resume(new ArrayList<>())).join(), uninterrupted());
  }

  @Test
  void an_interrupted_run_saves_the_step_it_was_in() {
    List<Integer> steps = new ArrayList<>();
    TrainingListener ctrlC =
        metrics -> {
          if (metrics.step() == 2) {
            Thread.currentThread().interrupt();
          }
        };
    try (LanguageModel model = TinyPolicy.load()) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> train(model, TrainingCheckpoints.in(temp, 100), ctrlC))
          .withMessage("training was interrupted when 3 of 6 steps were taken");
      assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    }

    TrainerTest.assertEqual(resume(steps), uninterrupted());
    assertThat(steps).containsExactly(3, 4, 5);
  }

  @Test
  void without_a_number_of_steps_the_first_and_the_last_are_saved_and_cheap_ones_between() {
    TrainingCheckpoints file = TrainingCheckpoints.in(temp);
    assertThat(file.isDue(new TrainingProgress(1, 0), 9)).isTrue();
    try (LanguageModel model = TinyPolicy.load();
        TrainingSession session =
            new Trainer(
                    model,
                    PolicyLoss.nextToken(),
                    TinyPolicy.settings(0.01),
                    TrainingListener.none())
                .start(9, file)) {
      session.step(source().batch(0));
    }
    // saved within the first second, at less than a second's cost: not yet, but surely after 30
    assertThat(file.isDue(new TrainingProgress(2, 0.0), 9)).isFalse();
    assertThat(file.isDue(new TrainingProgress(2, 30), 9)).isTrue();
    assertThat(file.isDue(new TrainingProgress(9, 0.0), 9)).isTrue();
  }

  @Test
  void a_resumed_run_knows_how_long_it_took_before() {
    interrupt(3, 1);
    List<TrainingProgress> told = new ArrayList<>();
    try (LanguageModel model = TinyPolicy.load()) {
      train(
          model,
          TrainingCheckpoints.in(temp, 1),
          new TrainingListener() {
            @Override
            public void onStart(TrainingProgress before, int steps) {
              assertThat(steps).isEqualTo(6);
              told.add(before);
            }

            @Override
            public void onStep(StepMetrics metrics) {}
          });
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0).steps()).isEqualTo(3);
    assertThat(told.get(0).seconds()).isPositive();
  }

  @Test
  void a_finished_run_is_not_run_again() {
    resume(new ArrayList<>());
    List<Integer> steps = new ArrayList<>();

    TrainerTest.assertEqual(resume(steps), uninterrupted());
    assertThat(steps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidden", "fewer layers", "more layers"})
  void a_checkpoint_of_another_model_is_refused_and_changes_nothing(String difference)
      throws IOException {
    resume(new ArrayList<>());
    Path other = Files.createDirectory(temp.resolve("other"));
    for (String name : List.of("config.json", "tokenizer.json")) {
      Files.copy(TinyPolicy.directory().resolve(name), other.resolve(name));
    }
    var config = Json.readObject(other.resolve("config.json"));
    switch (difference) {
      case "hidden" -> config.addProperty("hidden_size", 8);
      case "fewer layers" -> config.addProperty("num_hidden_layers", 1);
      default -> config.addProperty("num_hidden_layers", 3);
    }
    Files.writeString(other.resolve("config.json"), Json.pretty(config));

    try (LanguageModel model = LanguageModel.random(other, 0)) {
      List<float[]> before = TinyPolicy.weights(model);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> train(model, TrainingCheckpoints.in(temp, 1), TrainingListener.none()))
          .withMessageContaining(temp.resolve(LAST).toString())
          .withMessageContaining("is of another model, precision or choice of weights")
          .withMessageContaining("delete it to start anew");
      TrainerTest.assertEqual(TinyPolicy.weights(model), before);
    }
  }

  private static void train(
      LanguageModel model,
      OptimizerSettings optimizer,
      TrainingCheckpoints checkpoints,
      TrainingListener listener) {
    TrainingSettings settings =
        new TrainingSettings(LearningRateSchedule.constant(0.01), optimizer, 1, 64);
    new Trainer(model, PolicyLoss.nextToken(), settings, listener).train(source(), checkpoints);
  }

  static Stream<OptimizerSettings> optimizers() {
    return Stream.of(
        OptimizerSettings.adamMini(),
        OptimizerSettings.sgd(0.9),
        OptimizerSettings.sgd(0),
        OptimizerSettings.adamMini()
            .precision(OptimizerPrecision.masterCopy().state(Precision.BF16)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void every_optimizer_resumes_bit_for_bit(OptimizerSettings optimizer) {
    List<float[]> whole;
    try (LanguageModel model = TinyPolicy.load()) {
      train(model, optimizer, TrainingCheckpoints.none(), TrainingListener.none());
      whole = TinyPolicy.weights(model);
    }
    try (LanguageModel model = TinyPolicy.load()) {
      TrainingListener powerCut =
          metrics -> {
            if (metrics.step() == 3) {
              throw new IllegalStateException("power cut");
            }
          };
      assertThatIllegalStateException()
          .isThrownBy(() -> train(model, optimizer, TrainingCheckpoints.in(temp, 1), powerCut));
    }
    try (LanguageModel model = TinyPolicy.load()) {
      train(model, optimizer, TrainingCheckpoints.in(temp, 1), TrainingListener.none());
      TrainerTest.assertEqual(TinyPolicy.weights(model), whole);
    }
  }

  @Test
  void a_checkpoint_of_another_optimizer_is_refused_by_name() {
    resume(new ArrayList<>());
    try (LanguageModel model = TinyPolicy.load()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  train(
                      model,
                      OptimizerSettings.adamMini(),
                      TrainingCheckpoints.in(temp, 1),
                      TrainingListener.none()))
          .withMessageContaining("is of optimizer adamw but this run uses adam_mini");
      // the same optimizer, other precision
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  train(
                      model,
                      OptimizerSettings.adamW()
                          .precision(OptimizerPrecision.masterCopy().state(Precision.BF16)),
                      TrainingCheckpoints.in(temp, 1),
                      TrainingListener.none()))
          .withMessageContaining("adamw.first_moment.0 is BF16");
    }
  }

  @Test
  void a_run_that_failed_on_nan_leaves_its_last_good_checkpoint() {
    interrupt(2, 1);
    try (LanguageModel model = TinyPolicy.load()) {
      PolicyLoss nan = inputs -> new LossTerms(inputs.logProbs().sum().mul(Float.NaN), Map.of());
      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  new Trainer(model, nan, TinyPolicy.settings(0.01), TrainingListener.none())
                      .train(source(), TrainingCheckpoints.in(temp, 1)))
          .withMessageContaining("at step 2");
    }

    TrainerTest.assertEqual(resume(new ArrayList<>()), uninterrupted());
  }

  @Test
  void checkpoints_are_some_steps_apart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingCheckpoints.in(temp, 0))
        .withMessageContaining("every 0 steps");
  }
}
