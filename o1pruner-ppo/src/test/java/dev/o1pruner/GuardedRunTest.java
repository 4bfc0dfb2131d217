package dev.o1pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.RewardFunction;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.Guard;
import dev.o1pruner.training.GuardAction;
import dev.o1pruner.training.GuardEvent;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that guards end. */
class GuardedRunTest {

  private static final List<Problem> PROBLEMS = ChanceTask.problems(12);

  /** Finds the second step wrong: the ratio of the first is 1. */
  private static final Guard SECOND_STEP =
      new Guard() {
        @Override
        public String name() {
          return "second";
        }

        @Override
        public Set<String> figures() {
          return Set.of(LossTerms.MEAN_RATIO);
        }

        @Override
        public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
          double ratio = now.getOrDefault(LossTerms.MEAN_RATIO, 1.0);
          return Math.abs(ratio - 1) < 1e-4 ? null : new Finding(ratio, 1, "the policy has moved");
        }
      };

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();

  private final RunListener recorder =
      new RunListener() {
        @Override
        public void onTrainingEvent(TrainingEvent event) {
          told.add(event.message());
        }
      };

  /** 9 problems, 7 or 8 of them trained on, of 4 solutions in batches of 8: 4 steps. */
  private PruningResult run(GuardSettings guards, RunListener listener) {
    try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
      return LengthHarmonizer.builder()
          .reference(model)
          .policy(model)
          .sampling(SamplingSettings.defaults().samples(4).maxTokens(20))
          .evaluations(Map.of("T = 1", SamplingSettings.defaults().maxTokens(20)))
          .grading(ChanceTask.GRADING)
          .training(settings())
          .batchSize(8)
          .guards(guards)
          .runDirectory(directory)
          .listener(listener)
          .train(PROBLEMS.subList(0, 9), PROBLEMS.subList(9, 12));
    }
  }

  private static TrainingSettings settings() {
    return new TrainingSettings(
        LearningRateSchedule.constant(1e-2), OptimizerSettings.adamW(), 1, 4096);
  }

  private List<JsonObject> lines(String name) {
    return JsonLines.read(directory.resolve(name), line -> line, OnBadLine.refuse());
  }

  @Test
  void a_run_that_is_rolled_back_is_evaluated_reported_and_not_run_again() {
    GuardSettings guards =
        GuardSettings.none().watch(SECOND_STEP, GuardAction.ROLL_BACK).checkEvery(1);
    RunListener killer =
        new RunListener() {
          @Override
          public void onStageStart(Stage stage) {
            if (stage.name().startsWith("evaluate policy")) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatIllegalStateException().isThrownBy(() -> run(guards, killer));

    PruningResult result = run(guards, recorder);
    String ending =
        "after step 2 the policy has moved: training ends with the best weights that were checked";
    assertThat(told).containsExactly(ending); // once more: it was in the other process
    assertThat(result.report().steps()).isEqualTo(2);
    assertThat(result.report().endedEarly()).isEqualTo(ending);
    assertThat(result.report().markdown()).contains("Training was ended early: " + ending);
    // one of 9 problems is checked on: 8 problems of 4 solutions were sampled
    assertThat(result.solutions()).hasSize(32);
    assertThat(lines(RunDirectory.METRICS)).hasSize(2);
    assertThat(lines(RunDirectory.EVENTS))
        .extracting(line -> line.get("step").getAsInt())
        .containsExactly(0, 1, 2); // checked before and after the first step, then the end
    assertThat(Json.readObject(directory.resolve(RunDirectory.REPORT_JSON)).get("steps").getAsInt())
        .isEqualTo(2);

    told.clear();
    assertThat(run(guards, recorder).report()).isEqualTo(result.report());
    assertThat(told).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(GuardSettings.none(), recorder))
        .withMessageContaining("is of results with another");
  }

  @Test
  void weights_to_go_back_to_need_a_directory() {
    GuardSettings guards =
        GuardSettings.none().watch(SECOND_STEP, GuardAction.ROLL_BACK).checkEvery(1);
    try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  LengthHarmonizer.builder().reference(model).policy(model).guards(guards).build())
          .withMessageContaining("give a runDirectory");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rounds(model, guards).build())
          .withMessageContaining("give a directory for checkpoints");
    }
  }

  @Test
  void solutions_that_are_all_worth_the_same_are_refused_before_training() {
    try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
      LengthHarmonizerBuilder run =
          LengthHarmonizer.builder()
              .reference(model)
              .policy(model)
              .sampling(SamplingSettings.greedy().samples(2).maxTokens(4)) // all alike
              .grading(new Grading(text -> text, (gold, answer) -> false));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.train(PROBLEMS))
          .withMessageContaining("would teach nothing");
    }
  }

  private static OnPolicyRoundsBuilder rounds(LanguageModel model, GuardSettings guards) {
    return OnPolicyRounds.builder()
        .policy(model)
        .method(OnPolicyMethod.grpo())
        .reward(RewardFunction.lengthHarmonizing(0)) // brevity alone
        .rounds(10)
        .problemsPerRound(8)
        .minibatches(2)
        .sampling(SamplingSettings.defaults().samples(8).maxTokens(24))
        .training(settings())
        .grading(ChanceTask.GRADING)
        .guards(guards);
  }

  @Test
  void rounds_stop_when_solutions_collapse_and_are_not_gone_on_with() {
    GuardSettings guards =
        GuardSettings.none().watch(Guard.length(0.8), GuardAction.STOP); // it begins near 18
    List<GuardEvent> events = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void onTrainingEvent(TrainingEvent event) {
            events.add((GuardEvent) event);
          }
        };
    List<RoundReport> reports = List.of();
    List<float[]> weights = new ArrayList<>();
    for (int start = 0; start < 2; start++) {
      try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
        List<RoundReport> now =
            rounds(model, guards).listener(listener).checkpoints(directory).train(PROBLEMS);
        weights.add(model.weights().get(1).toFloatArray());
        if (start == 0) {
          reports = now;
        } else {
          assertThat(now).isEmpty();
        }
      }
    }

    assertThat(reports.size()).isBetween(1, 9);
    double first = reports.get(0).meanLength();
    GuardEvent event = events.get(0);
    assertThat(event.seen()).isLessThan(0.8 * first);
    assertThat(event.limit()).isEqualTo(0.8 * first);
    assertThat(event.step()).isEqualTo(2 * reports.size());
    assertThat(events).containsExactly(event, event);
    assertThat(weights.get(1)).isEqualTo(weights.get(0));
  }

  @Test
  void a_guard_may_end_rounds_in_the_midst_of_one() {
    GuardSettings guards = GuardSettings.none().watch(SECOND_STEP, GuardAction.STOP).checkEvery(1);
    for (int start = 0; start < 2; start++) {
      told.clear();
      try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
        List<RoundReport> reports =
            rounds(model, guards)
                .minibatches(3)
                .listener(recorder)
                .checkpoints(directory)
                .train(PROBLEMS);
        assertThat(reports).hasSize(1 - start);
      }
      assertThat(told.get(told.size() - 1)).startsWith("after step 2 the policy has moved");
      assertThat(told).hasSize(start == 0 ? 3 : 1); // two checks as well
    }
  }
}
