package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of six steps that guards watch. */
class GuardedTrainingTest {

  /** Weights after each step, of a training that nothing disturbs. */
  private static final List<List<float[]>> AFTER = new ArrayList<>();

  /** Checks know the step by the first weight. */
  private static final Map<Float, Integer> STEP = new HashMap<>();

  @TempDir Path temp;

  private final List<TrainingEvent> events = new ArrayList<>();
  private final List<StepMetrics> taken = new ArrayList<>();

  private static BatchSource source(List<TrainingExample> examples) {
    return BatchSource.shuffled(examples, 2, 2, 3);
  }

  private static List<TrainingExample> imitations() {
    return IntStream.range(0, 5)
        .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
        .toList();
  }

  @BeforeAll
  static void train_undisturbed() {
    try (LanguageModel model = TinyPolicy.load()) {
      Runnable note =
          () -> {
            STEP.put(first(model), AFTER.size());
            AFTER.add(TinyPolicy.weights(model));
          };
      note.run();
      new Trainer(model, PolicyLoss.nextToken(), TinyPolicy.settings(0.01), metrics -> note.run())
          .train(source(imitations()));
    }
  }

  private static float first(LanguageModel model) {
    return model.weights().get(1).toFloatArray()[0];
  }

  /** Accuracy and length after 0, 2, 4, 6 steps. */
  private static PolicyCheck check(double[][] figures) {
    return policy -> {
      double[] now = figures[STEP.get(first(policy)) / 2];
      return Map.of(Guard.ACCURACY, now[0], Guard.CHECKED_LENGTH, now[1]);
    };
  }

  private final TrainingListener recorder =
      new TrainingListener() {
        @Override
        public void onStep(StepMetrics metrics) {
          taken.add(metrics);
        }

        @Override
        public void onEvent(TrainingEvent event) {
          events.add(event);
        }
      };

  /**
   * The weights at the end.
   *
   * @param every steps between checkpoints; 0 for none
   */
  private List<float[]> train(
      GuardSettings guards, PolicyCheck check, TrainingListener listener, int every) {
    events.clear();
    taken.clear();
    try (LanguageModel model = TinyPolicy.load()) {
      new Trainer(
              model, PolicyLoss.nextToken(), TinyPolicy.settings(0.01), recorder.andThen(listener))
          .guarded(guards, check)
          .train(
              source(imitations()),
              every > 0 ? TrainingCheckpoints.in(temp, every) : TrainingCheckpoints.none());
      return TinyPolicy.weights(model);
    }
  }

  private static GuardSettings accuracy(GuardAction action) {
    return GuardSettings.none().watch(Guard.accuracy(0.1), action).checkEvery(2);
  }

  private List<String> ends() {
    return events.stream()
        .filter(event -> event instanceof GuardEvent)
        .map(TrainingEvent::message)
        .toList();
  }

  /** 0.9 - 0.1 is more than 0.7, which is seen after 4 steps. */
  private static final double[][] LOST = {{0.9, 50}, {0.85, 30}, {0.7, 20}, {0.9, 10}};

  @Test
  void a_training_that_is_stopped_keeps_its_weights_and_is_not_gone_on_with() {
    List<float[]> stopped =
        train(accuracy(GuardAction.STOP), check(LOST), TrainingListener.none(), 1);

    TrainerTest.assertEqual(stopped, AFTER.get(4));
    assertThat(ends()).hasSize(1);
    assertThat(ends().get(0)).startsWith("after step 4 70.0 % of solutions are right");
    assertThat(events.subList(0, 3))
        .containsExactly(
            new PolicyChecked(0, 0.9, 50),
            new PolicyChecked(2, 0.85, 30),
            new PolicyChecked(4, 0.7, 20));
    List<String> told = ends();

    TrainerTest.assertEqual(
        train(accuracy(GuardAction.STOP), check(LOST), TrainingListener.none(), 1), stopped);
    assertThat(taken).isEmpty();
    assertThat(ends()).isEqualTo(told);
  }

  @Test
  void a_training_that_is_rolled_back_ends_with_the_shortest_weights_that_were_accurate()
      throws IOException {
    List<float[]> rolledBack =
        train(accuracy(GuardAction.ROLL_BACK), check(LOST), TrainingListener.none(), 1);

    TrainerTest.assertEqual(rolledBack, AFTER.get(2));
    assertThat(ends().get(0)).endsWith("training ends with the best weights that were checked");
    Files.delete(temp.resolve("best.safetensors")); // what it ended with is in the checkpoint
    TrainerTest.assertEqual(
        train(accuracy(GuardAction.ROLL_BACK), check(LOST), TrainingListener.none(), 1),
        rolledBack);
    assertThat(taken).isEmpty();
  }

  @Test
  void one_that_was_cut_off_comes_to_the_same_end() {
    TrainingListener powerCut =
        metrics -> {
          if (metrics.step() == 3) {
            throw new IllegalStateException("power cut");
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> train(accuracy(GuardAction.ROLL_BACK), check(LOST), powerCut, 1));

    TrainerTest.assertEqual(
        train(accuracy(GuardAction.ROLL_BACK), check(LOST), TrainingListener.none(), 1),
        AFTER.get(2));
    assertThat(taken).extracting(StepMetrics::step).containsExactly(3);
    assertThat(events.get(0)).isEqualTo(new PolicyChecked(4, 0.7, 20));
  }

  @Test
  void a_check_that_an_interruption_cut_short_is_made_first_when_the_training_goes_on() {
    PolicyCheck impatient =
        policy -> {
          if (STEP.get(first(policy)) == 4) {
            throw new CancellationException("Ctrl-C");
          }
          return check(LOST).figures(policy);
        };
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () -> train(accuracy(GuardAction.STOP), impatient, TrainingListener.none(), 100));

    TrainerTest.assertEqual(
        train(accuracy(GuardAction.STOP), check(LOST), TrainingListener.none(), 100), AFTER.get(4));
    assertThat(taken).isEmpty(); // four steps were saved
    assertThat(events.get(0)).isEqualTo(new PolicyChecked(4, 0.7, 20));
    assertThat(events).hasSize(2);
  }

  @Test
  void a_warning_changes_nothing() {
    TrainerTest.assertEqual(
        train(accuracy(GuardAction.WARN), check(LOST), TrainingListener.none(), 0), AFTER.get(6));
    assertThat(ends()).hasSize(1);
    assertThat(events).hasSize(4 + 1);
  }

  @Test
  void weights_to_go_back_to_need_a_place_and_have_to_be_whole() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> train(accuracy(GuardAction.ROLL_BACK), check(LOST), TrainingListener.none(), 0))
        .withMessageContaining("give a directory for checkpoints, or let it stop instead");
    assertThat(taken).isEmpty();

    TrainingListener vandal =
        metrics -> {
          if (metrics.step() == 3) {
            try {
              Files.writeString(temp.resolve("best.safetensors"), "short");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(accuracy(GuardAction.ROLL_BACK), check(LOST), vandal, 1))
        .withMessageContaining("best.safetensors, the best weights that were checked, is damaged");
  }

  @Test
  void checks_need_problems() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> train(accuracy(GuardAction.STOP), PolicyCheck.none(), TrainingListener.none(), 0))
        .withMessageContaining("there are no problems to check the policy on");
  }

  @Test
  void a_loss_that_is_not_a_number_is_an_event_too() {
    PolicyLoss nan = inputs -> new LossTerms(inputs.logProbs().sum().mul(Float.NaN), Map.of());
    try (LanguageModel model = TinyPolicy.load()) {
      Trainer trainer = new Trainer(model, nan, TinyPolicy.settings(0.01), recorder);
      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(() -> trainer.train(source(imitations())));
    }
    assertThat(events).hasSize(1);
    assertThat(events.get(0).message()).startsWith("loss or gradient is NaN at step 0 (problem p");
  }

  @Test
  void figures_are_what_the_model_says_whatever_the_microbatches() {
    for (int tokens : new int[] {1, 4096}) {
      taken.clear();
      double surprisal = 0;
      int length = 0;
      try (LanguageModel model = TinyPolicy.load();
          LanguageModel changed = TinyPolicy.load()) {
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          examples.add(TinyPolicy.example(changed, i, 1));
          surprisal -= TinyPolicy.logProb(model, TinyPolicy.sequence(i));
          length += TinyPolicy.sequence(i).tokenIds().length();
        }
        TrainingSettings settings = TinyPolicy.settings(0.05);
        new Trainer(
                model,
                PolicyLoss.offPolicyClipped(RatioLevel.TOKEN, 0.2),
                new TrainingSettings(settings.schedule(), settings.optimizer(), 1, tokens),
                recorder)
            .train(BatchSource.shuffled(examples, 4, 2, 0));
      }
      assertThat(taken.get(0).terms().get(StepMetrics.SURPRISAL))
          .isCloseTo(surprisal / length, within(1e-5));
      assertThat(taken.get(0).terms().get(LossTerms.MAX_RATIO)).isCloseTo(1, within(1e-5));
      Map<String, Double> second = taken.get(1).terms(); // after a step up: all likelier
      assertThat(second.get(LossTerms.MAX_RATIO)).isGreaterThan(second.get(LossTerms.MEAN_RATIO));
      assertThat(second.get(StepMetrics.SURPRISAL)).isLessThan(surprisal / length);
    }
  }

  @Test
  void a_step_whose_solutions_are_all_worth_the_same_is_told_of_and_a_whole_training_refused() {
    try (LanguageModel model = TinyPolicy.load()) {
      List<TrainingExample> mixed =
          List.of(TinyPolicy.example(model, 1, 0), TinyPolicy.example(model, 2, 0.5));
      new Trainer(
              model,
              PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.2),
              TinyPolicy.settings(0.001),
              recorder)
          .guarded(GuardSettings.defaults(), PolicyCheck.none())
          .train(BatchSource.shuffled(mixed, 1, 1, 0));
      assertThat(ends()).hasSize(1);
      assertThat(ends().get(0)).contains("no solution was worth more than another");

      GuardSettings.defaults().refuseWithoutSignal(mixed);
      GuardSettings.none().refuseWithoutSignal(mixed.subList(0, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GuardSettings.defaults().refuseWithoutSignal(mixed.subList(0, 1)))
          .withMessageStartingWith("training on these 1 examples would teach nothing: no solution");
    }
  }
}
