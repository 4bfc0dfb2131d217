package dev.o1pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.Precision;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerPrecision;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Overlap;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole path on a random model of 5,392 parameters, whose vocabulary is w0 to w39. */
class LengthHarmonizerTest {

  private static final List<Problem> PROBLEMS =
      IntStream.range(0, 10)
          .mapToObj(i -> new Problem("p" + i, "w%d w%d".formatted(i, i + 1), "w" + i))
          .toList();

  /** Right if the answer word is anywhere in the text: chance decides. */
  private static final Grading CHANCE =
      new Grading(
          text -> text, (gold, answer) -> answer != null && (answer + " ").contains(gold + " "));

  @TempDir Path directory;

  static Path tinyModel() {
    try {
      return Path.of(
          Resources.getResource(LengthHarmonizerTest.class, "training/golden/model").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static LengthHarmonizerBuilder small() {
    return LengthHarmonizer.builder()
        .sampling(SamplingSettings.defaults().samples(4).maxTokens(20))
        .evaluations(Map.of("T = 1", SamplingSettings.defaults().maxTokens(20)))
        .grading(CHANCE)
        .batchSize(8);
  }

  @Test
  void one_object_may_be_reference_and_policy() {
    List<StepMetrics> steps = new ArrayList<>();
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      PruningResult result =
          small()
              .reference(model)
              .policy(model)
              .listener(
                  new RunListener() {
                    @Override
                    public void onStep(StepMetrics metrics) {
                      steps.add(metrics);
                    }
                  })
              .train(PROBLEMS);

      // 8 problems are trained on, 2 held out; 8 * 4 solutions in batches of 8 are 4 steps
      assertThat(result.solutions()).hasSize(32);
      assertThat(steps).hasSize(4);
      // before the first update the policy is the reference: every ratio is 1, none is clipped
      assertThat(steps.get(0).terms().get(LossTerms.MEAN_RATIO)).isCloseTo(1, within(1e-5));
      assertThat(steps.get(0).terms().get(LossTerms.CLIPPED_FRACTION)).isZero();
      assertThat(result.policy()).isSameAs(model);
      assertThat(result.report().comparisons()).containsOnlyKeys("T = 1");
    }
  }

  @Test
  void samples_may_come_from_any_sampler() {
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      Sampler own = new EngineSampler(model);
      List<Draw> drawn = new ArrayList<>();
      LengthHarmonizerBuilder builder =
          small()
              .reference(model)
              .policy(model)
              .sampler(
                  (draws, settings, onSolution) -> {
                    drawn.addAll(draws);
                    return own.draw(draws, settings, onSolution);
                  });
      List<Solution> solutions = builder.build().sample(PROBLEMS);

      assertThat(drawn).hasSize(40);
      assertThat(solutions)
          .isEqualTo(small().reference(model).policy(model).build().sample(PROBLEMS));
    }
  }

  @Test
  void problems_alike_but_for_layout_are_told_of_or_refused() {
    List<Problem> training = PROBLEMS.subList(0, 8);
    List<Problem> evaluation = List.of(new Problem("again", " w3  w4. ", "w3"));
    List<Overlap> told = new ArrayList<>();
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      small()
          .reference(model)
          .policy(model)
          .listener(
              new RunListener() {
                @Override
                public void onOverlap(Overlap overlap) {
                  told.add(overlap);
                }
              })
          .train(training, evaluation);
      assertThat(told).hasSize(1);
      assertThat(told.get(0).summary()).contains("p3", "again");

      assertThatThrownBy(
              () ->
                  small()
                      .reference(model)
                      .policy(model)
                      .refuseOverlap()
                      .train(training, evaluation))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("leave them out of the training set");
    }
  }

  @Test
  void a_run_leaves_its_files_and_a_model_that_loads() {
    try (LanguageModel reference = LanguageModel.load(tinyModel());
        LanguageModel policy = LanguageModel.load(tinyModel())) {
      small().reference(reference).policy(policy).runDirectory(directory).train(PROBLEMS);

      List<JsonObject> samples =
          JsonLines.read(directory.resolve(RunDirectory.SAMPLES), line -> line, OnBadLine.refuse());
      assertThat(samples).hasSize(32);
      assertThat(samples.get(0).keySet())
          .contains("problemId", "sample", "length", "tokenIds", "correct", "reward", "advantage");
      assertThat(directory.resolve(RunDirectory.METRICS)).exists();
      assertThat(directory.resolve(RunDirectory.REPORT)).content().contains("| level");
      assertThat(Json.readObject(directory.resolve(RunDirectory.REPORT_JSON)).keySet())
          .contains("comparisons", "seconds");
      try (LanguageModel saved = LanguageModel.load(directory.resolve(RunDirectory.MODEL))) {
        assertThat(saved.weights().get(0).toFloatArray())
            .isEqualTo(policy.weights().get(0).toFloatArray())
            .isNotEqualTo(reference.weights().get(0).toFloatArray());
      }
    }
  }

  @Test
  void a_harmonizer_can_be_used_again() {
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      LengthHarmonizer harmonizer = small().reference(model).policy(model).build();
      PruningResult first = harmonizer.train(PROBLEMS);
      PruningResult second = harmonizer.train(PROBLEMS);
      assertThat(second.report().seconds()).hasSize(5);
      // the policy of the first run is the reference of the second
      assertThat(second.solutions()).isNotEqualTo(first.solutions());
    }
  }

  @Test
  void a_run_directory_is_of_one_run_whose_policy_is_another_reference() {
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      LengthHarmonizer harmonizer =
          small().reference(model).policy(model).runDirectory(directory).build();
      harmonizer.train(PROBLEMS);
      assertThatThrownBy(() -> harmonizer.train(PROBLEMS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("run.json is of results with another policy");
    }
  }

  @Test
  void an_evaluation_prompt_beyond_the_context_is_refused_before_any_work() {
    List<String> stages = new ArrayList<>();
    RunListener recorder =
        new RunListener() {
          @Override
          public void onStageStart(Stage stage) {
            stages.add(stage.name());
          }
        };
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      Problem tooLong = new Problem("too long", "w1 ".repeat(128), "w1"); // the context is 128
      assertThatThrownBy(
              () ->
                  small()
                      .reference(model)
                      .policy(model)
                      .listener(recorder)
                      .train(PROBLEMS, List.of(tooLong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too long")
          .hasMessageContaining("128");
    }
    assertThat(stages).isEmpty();
  }

  @Test
  void the_same_seed_gives_the_same_model() {
    List<float[]> weights = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (LanguageModel model = LanguageModel.load(tinyModel())) {
        small().reference(model).policy(model).seed(5).train(PROBLEMS);
        weights.add(model.weights().get(1).toFloatArray());
      }
    }
    assertThat(weights.get(0)).isEqualTo(weights.get(1));
  }

  @Test
  void a_builder_names_every_missing_part() {
    assertThatThrownBy(() -> LengthHarmonizer.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[reference, policy]");
  }

  @Test
  void one_sample_per_problem_has_nothing_to_compare_with() {
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      assertThatThrownBy(
              () ->
                  LengthHarmonizer.builder()
                      .reference(model)
                      .policy(model)
                      .sampling(SamplingSettings.defaults())
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 2");
    }
  }

  @Test
  void a_policy_that_the_optimizer_cannot_train_is_refused() {
    try (LanguageModel model = LanguageModel.load(tinyModel(), Device.cpu(), Precision.F16)) {
      assertThatThrownBy(() -> small().reference(model).policy(model).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("F16");
    }
    TrainingSettings rounding =
        new TrainingSettings(
            LearningRateSchedule.constant(1),
            OptimizerSettings.sgd(0).precision(OptimizerPrecision.stochasticRounding(1)),
            1,
            1);
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      assertThatThrownBy(() -> small().training(rounding).reference(model).policy(model).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("STOCHASTIC_ROUNDING is for BF16 weights");
    }
  }

  @Test
  void a_policy_in_bfloat16_is_pruned_like_any_other() {
    try (LanguageModel reference = LanguageModel.load(tinyModel());
        LanguageModel policy = LanguageModel.load(tinyModel(), Precision.BF16)) {
      small().reference(reference).policy(policy).runDirectory(directory).train(PROBLEMS);
    }
    assertThat(directory.resolve(RunDirectory.MODEL)).exists();
  }

  @Test
  void solutions_over_the_limit_are_dropped_and_counted() {
    List<SequenceLimit.Limited> told = new ArrayList<>();
    RunListener recorder =
        new RunListener() {
          @Override
          public void onSequenceLimit(SequenceLimit.Limited limited) {
            told.add(limited);
          }
        };
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      PruningResult result =
          small()
              .reference(model)
              .policy(model)
              .sequenceLimit(SequenceLimit.drop(20))
              .listener(recorder)
              .train(PROBLEMS);
      long over =
          result.solutions().stream()
              .filter(s -> s.promptIds().length() + s.tokenIds().length() > 20)
              .count();

      assertThat(over).isBetween(1L, 31L);
      assertThat(told).hasSize(1);
      assertThat(told.get(0).dropped()).isEqualTo((int) over);
      assertThat(told.get(0).examples()).hasSize(32 - (int) over);
      assertThat(result.report().droppedSequences()).isEqualTo((int) over);
      assertThat(result.report().markdown())
          .contains("over the limit: %d dropped, 0 truncated".formatted(over));
    }
  }

  @Test
  void an_adapter_is_trained_beside_frozen_weights_of_any_precision() {
    try (LanguageModel model = LanguageModel.load(tinyModel(), Precision.BF16)) {
      model.save(directory.resolve("before"));
      PruningResult result =
          small()
              .reference(model)
              .policy(model)
              .trainable(Trainable.lora(LoraSettings.defaults().rank(2).dropout(0.1)))
              .runDirectory(directory)
              .train(PROBLEMS);
      model.save(directory.resolve("after"));

      assertThat(result.policy()).isNotSameAs(model);
      assertThat(directory.resolve("after/model.safetensors"))
          .hasSameBinaryContentAs(directory.resolve("before/model.safetensors"));
      // the run's files: the adapter, and a plain model that computes the same
      try (LanguageModel again = model.withAdapter(directory.resolve(RunDirectory.ADAPTER));
          LanguageModel merged = LanguageModel.load(directory.resolve(RunDirectory.MODEL))) {
        ImmutableIntArray text = ImmutableIntArray.of(1, 2, 3);
        assertThat(again.logits(text)).isDeepEqualTo(result.policy().logits(text));
        // B started at 0; a few small steps don't show in 16-bit logits
        int last = again.weights().size() - 1;
        assertThat(again.weights().get(last).toFloatArray()).doesNotContain(0f);
        assertThat(merged.adapterSettings()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void the_last_layers_are_trained_with_gradient_checkpointing(Precision precision) {
    Path before = directory.resolve("before");
    Path after = directory.resolve("after");
    try (LanguageModel policy = LanguageModel.load(tinyModel(), precision)) {
      policy.save(before);
      small()
          .reference(policy)
          .policy(policy)
          .training(
              new TrainingSettings( // a rate whose steps show in 16 bits
                  LearningRateSchedule.constant(1e-2), OptimizerSettings.adamW(), 1, 2048))
          .trainable(Trainable.lastLayers(1).withGradientCheckpointing())
          .train(PROBLEMS);
      policy.save(after);
    }
    // in 32 bits, where DJL can compare
    try (LanguageModel old = LanguageModel.load(before);
        LanguageModel trained = LanguageModel.load(after)) {
      for (int i = 0; i < old.layout().size(); i++) {
        assertThat(trained.weights().get(i).equals(old.weights().get(i)))
            .as(old.layout().get(i).name())
            .isEqualTo(old.layout().get(i).layer() != 1);
      }
    }
  }

  @Test
  void problems_trained_on_are_not_evaluated_on() {
    try (LanguageModel model = LanguageModel.load(tinyModel())) {
      LengthHarmonizer harmonizer = small().reference(model).policy(model).build();
      Problem same = new Problem("other id", PROBLEMS.get(0).problem(), "w0");
      assertThatThrownBy(() -> harmonizer.train(PROBLEMS, List.of(same)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("other id")
          .hasMessageContaining("also trained on");
      assertThatThrownBy(() -> harmonizer.train(PROBLEMS.subList(0, 1)))
          .hasMessageContaining("at least 2");
    }
  }
}
