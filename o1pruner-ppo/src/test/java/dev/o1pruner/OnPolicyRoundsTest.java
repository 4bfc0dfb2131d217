package dev.o1pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.EvolvingReward;
import dev.o1pruner.reward.RewardFunction;
import dev.o1pruner.reward.ThinkingRewards;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.SolutionStarts;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounds on a random model of 5,392 parameters, whose solutions end by chance. */
class OnPolicyRoundsTest {

  private static final List<Problem> PROBLEMS = ChanceTask.problems(12);

  @TempDir Path directory;

  private static OnPolicyRoundsBuilder small(LanguageModel model, OnPolicyMethod method) {
    return OnPolicyRounds.builder()
        .policy(model)
        .method(method)
        .reward(RewardFunction.lengthHarmonizing(0))
        .rounds(4)
        .problemsPerRound(8)
        .sampling(SamplingSettings.defaults().samples(8).maxTokens(24))
        .training(
            new TrainingSettings(
                LearningRateSchedule.constant(0.01), OptimizerSettings.adamW(), 1, 4096))
        .grading(ChanceTask.GRADING);
  }

  private static LanguageModel tiny() {
    return LanguageModel.load(LengthHarmonizerTest.tinyModel());
  }

  static Stream<OnPolicyMethod> methods() {
    return Stream.of(
        OnPolicyMethod.grpo(),
        OnPolicyMethod.drGrpo(24),
        OnPolicyMethod.dapo(),
        OnPolicyMethod.rloo(),
        OnPolicyMethod.gspo(),
        OnPolicyMethod.dler(),
        OnPolicyMethod.lengthHarmonizing(),
        OnPolicyMethod.adaptThink());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void each_method_shortens_what_brevity_alone_is_rewarded_for(OnPolicyMethod method) {
    try (LanguageModel model = tiny()) {
      List<RoundReport> rounds = small(model, method).rounds(10).train(PROBLEMS);

      assertThat(rounds).hasSize(10);
      assertThat(rounds)
          .allSatisfy(round -> assertThat(round.solutions()).isGreaterThanOrEqualTo(64));
      // it starts near 18 of at most 24 tokens
      assertThat(rounds.get(9).meanLength()).isLessThan(0.7 * rounds.get(0).meanLength());
    }
  }

  @Test
  void the_first_step_of_a_round_is_strictly_on_policy_and_the_schedule_spans_all_rounds() {
    List<StepMetrics> steps = new ArrayList<>();
    RunListener recorder =
        new RunListener() {
          @Override
          public void onStep(StepMetrics metrics) {
            steps.add(metrics);
          }
        };
    try (LanguageModel model = tiny()) {
      small(model, OnPolicyMethod.grpo())
          .epochs(2)
          .minibatches(3)
          .listener(recorder)
          .train(PROBLEMS);
    }

    assertThat(steps).hasSize(4 * 2 * 3);
    for (StepMetrics step : steps) {
      assertThat(step.steps()).isEqualTo(24);
      assertThat(step.solutions()).isBetween(21, 22); // 64 in three parts
      double ratio = step.terms().get(LossTerms.MEAN_RATIO);
      boolean first = step.step() % 6 == 0;
      assertThat(Math.abs(ratio - 1) < 1e-5).as("step %s: %s", step.step(), ratio).isEqualTo(first);
    }
  }

  @Test
  void an_interrupted_run_goes_on_as_if_it_had_not_been() {
    EvolvingReward remembering = EvolvingReward.historyAware(1);
    float[] uninterrupted;
    List<RoundReport> reports;
    try (LanguageModel model = tiny()) {
      reports =
          small(model, OnPolicyMethod.dapo()).reward(remembering).minibatches(2).train(PROBLEMS);
      uninterrupted = model.weights().get(1).toFloatArray();
    }
    RunListener impatient =
        new RunListener() {
          @Override
          public void onRound(RoundReport report) {
            if (report.round() == 1) {
              throw new IllegalStateException("enough");
            }
          }
        };
    for (RunListener listener : List.of(impatient, RunListener.none())) {
      try (LanguageModel model = tiny()) {
        OnPolicyRounds rounds =
            small(model, OnPolicyMethod.dapo())
                .reward(remembering)
                .minibatches(2)
                .listener(listener)
                .runDirectory(directory.resolve("run"))
                .checkpoints(directory.resolve("checkpoints"))
                .build();
        if (listener == impatient) {
          assertThatThrownBy(() -> rounds.train(PROBLEMS)).hasMessage("enough");
          continue;
        }
        assertThat(rounds.train(PROBLEMS)).isEqualTo(reports.subList(2, 4));
        assertThat(model.weights().get(1).toFloatArray()).isEqualTo(uninterrupted);
      }
    }
    assertThat(directory.resolve("checkpoints"))
        .isDirectoryContaining("glob:**training-6.safetensors")
        .isDirectoryContaining("glob:**training-8.safetensors")
        .isDirectoryNotContaining("glob:**training-4.safetensors");
    assertThat(lines(RunDirectory.METRICS)).isEqualTo(8);
    assertThat(lines(RunDirectory.ROUNDS)).isEqualTo(4);
    assertThat(directory.resolve("run/model/model.safetensors")).exists();
  }

  private int lines(String name) {
    return JsonLines.read(directory.resolve("run").resolve(name), l -> l, OnBadLine.refuse())
        .size();
  }

  @Test
  void a_checkpoint_of_other_rounds_is_refused() {
    try (LanguageModel model = tiny()) {
      small(model, OnPolicyMethod.rloo()).rounds(1).checkpoints(directory).train(PROBLEMS);
      OnPolicyRounds other =
          small(model, OnPolicyMethod.rloo()).minibatches(3).checkpoints(directory).build();

      assertThatThrownBy(() -> other.train(PROBLEMS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weights after 1 steps")
          .hasMessageContaining("3 steps a round");
    }
  }

  @Test
  void a_forced_first_token_is_learned_from_what_it_had_to_be() {
    ImmutableIntArray quick = ImmutableIntArray.of(7);
    TokenSequence begun = new TokenSequence(ImmutableIntArray.of(3, 4), quick);
    Map<String, Double> reference = new HashMap<>();
    PROBLEMS.forEach(problem -> reference.put(problem.id(), 0.0));
    List<Double> ratios = new ArrayList<>();
    RunListener recorder =
        new RunListener() {
          @Override
          public void onStep(StepMetrics metrics) {
            ratios.add(metrics.terms().get(LossTerms.MEAN_RATIO));
          }
        };
    for (boolean compared : new boolean[] {false, true}) {
      try (LanguageModel model = tiny();
          LanguageModel other = tiny()) {
        double before = Math.exp(model.logProbs(List.of(begun)).get(0)[0]);
        OnPolicyRoundsBuilder rounds =
            small(model, OnPolicyMethod.adaptThink())
                .grading(new Grading(text -> text, (gold, answer) -> false))
                .reward(ThinkingRewards.adaptThink(0.5, quick, reference))
                .starts(SolutionStarts.of(quick, ImmutableIntArray.of(8)))
                .rounds(compared ? 1 : 10)
                .listener(recorder);
        (compared ? rounds.reference(other) : rounds).train(PROBLEMS);

        if (!compared) { // nothing else is ever rewarded
          assertThat(Math.exp(model.logProbs(List.of(begun)).get(0)[0])).isGreaterThan(3 * before);
        }
      }
    }
    // (1/40 / 0.5)^(1/L) for L near 18 is 0.85: the other tokens have their own log-probs
    assertThat(ratios.get(0)).isBetween(0.7, 0.95);
    // a reference to be pulled to is no sampler
    assertThat(ratios.get(10)).isEqualTo(ratios.get(0));
  }

  @Test
  void problems_without_signal_are_replaced_until_all_have_been_tried() {
    try (LanguageModel model = tiny()) {
      float[] before = model.weights().get(1).toFloatArray();
      List<RoundReport> rounds =
          small(model, OnPolicyMethod.dapo())
              .reward((solution, group) -> 1)
              .rounds(2)
              .train(PROBLEMS);

      // 8 and then the 4 others; nothing is kept, and nothing learned
      assertThat(rounds)
          .allSatisfy(
              round -> {
                assertThat(round.problems()).isEqualTo(12);
                assertThat(round.tries()).isEqualTo(2);
                assertThat(round.trainedOn()).isZero();
              });
      assertThat(model.weights().get(1).toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void a_fixed_reference_holds_the_policy_back() {
    double[] lengths = new double[2];
    for (int i = 0; i < 2; i++) {
      try (LanguageModel model = tiny();
          LanguageModel reference = tiny()) {
        OnPolicyMethod method = OnPolicyMethod.grpo();
        OnPolicyRoundsBuilder rounds =
            small(model, method.loss(PolicyLoss.grpo().kl(10))).rounds(10);
        List<RoundReport> reports = (i == 0 ? rounds : rounds.reference(reference)).train(PROBLEMS);
        lengths[i] = reports.get(9).meanLength();
      }
    }
    // towards each round's own policy the pull is nothing at its first step
    assertThat(lengths[1]).isGreaterThan(lengths[0] + 2);
  }

  @Test
  void settings_are_described_by_what_the_result_depends_on() {
    OnPolicyRoundsBuilder rounds = OnPolicyRounds.builder().method(OnPolicyMethod.dapo());
    Map<String, Object> defaults = rounds.describe();

    assertThat(defaults)
        .containsEntry("method", "DAPO")
        .containsEntry("tries", 10)
        .containsEntry("rounds", 100)
        .containsEntry("learningRates", Collections.nCopies(10, 1e-6));
    assertThat(
            rounds
                .method(OnPolicyMethod.grpo())
                .rounds(1)
                .problemsPerRound(1)
                .epochs(2)
                .minibatches(2)
                .sampling(SamplingSettings.defaults().samples(2))
                .starts(SolutionStarts.of(ImmutableIntArray.of(7)))
                .grading(new Grading(text -> text, (gold, answer) -> false))
                .trainable(Trainable.lastLayers(1))
                .training(
                    new TrainingSettings(
                        LearningRateSchedule.constant(1), OptimizerSettings.adamMini(), 2, 1))
                .sequenceLimit(SequenceLimit.drop(9))
                .guards(GuardSettings.none().checkEvery(5))
                .seed(5)
                .describe())
        .hasSameSizeAs(defaults)
        .allSatisfy((name, value) -> assertThat(value).isNotEqualTo(defaults.get(name)));
  }

  @Test
  void what_cannot_be_run_is_refused_beforehand() {
    assertThatThrownBy(() -> OnPolicyRounds.builder().describe())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call method()");
    assertThatThrownBy(() -> OnPolicyRounds.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[policy, method]");
    try (LanguageModel model = tiny()) {
      assertThatThrownBy(() -> small(model, OnPolicyMethod.grpo()).reference(model).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the reference is the policy itself");
      OnPolicyRounds rounds = small(model, OnPolicyMethod.grpo()).build();
      assertThatThrownBy(() -> rounds.train(PROBLEMS.subList(0, 7)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a round has 8 problems, but there are only 7");
    }
  }
}
