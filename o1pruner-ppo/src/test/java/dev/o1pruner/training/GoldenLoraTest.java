package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.optimizer.AdamWSettings;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients and two steps of an adapter in PEFT's format against PyTorch, which forms the merged
 * matrices: golden/make_golden_lora.py made the numbers.
 */
class GoldenLoraTest {

  private static final JsonObject GOLDEN =
      Json.readObject(GoldenStepTest.golden("golden_lora.json"));
  private static final JsonObject SETTINGS = GOLDEN.getAsJsonObject("settings");
  private static final PolicyLoss LOSS =
      PolicyLoss.offPolicyClipped(
          RatioLevel.SEQUENCE_MEAN, SETTINGS.get("clipRange").getAsDouble());

  private static Trainable trainable(LoraSettings adapter, boolean checkpointing) {
    Trainable trainable = Trainable.lora(adapter);
    return checkpointing ? trainable.withGradientCheckpointing() : trainable;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradients_agree(boolean checkpointing) {
    List<TrainingExample> batch = GoldenStepTest.batch(GOLDEN);
    try (LanguageModel base = TinyPolicy.load();
        LanguageModel policy = base.withAdapter(GoldenStepTest.golden("adapter"))) {
      TrainedWeights trained = trainable(policy.adapterSettings(), checkpointing).of(policy);
      trained.requireGradients(true);
      try (Optimizer optimizer = trained.optimizer(OptimizerSettings.adamW())) {
        double loss =
            new GradientStep(policy, LOSS, checkpointing)
                .accumulate(batch, batch.size(), 25, optimizer.gradients(), 0)
                .loss();

        JsonObject step = GOLDEN.getAsJsonObject("step1");
        assertClose(loss, step.get("loss"));
        assertEntries(trained, TinyPolicy.values(optimizer.gradients()), step, "gradients");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 4096", "true, 4096", "true, 16"})
  void two_steps_agree(boolean checkpointing, int microbatchTokens) {
    List<StepMetrics> steps = new ArrayList<>();
    TrainingSettings settings =
        new TrainingSettings(
            LearningRateSchedule.constant(SETTINGS.get("learningRate").getAsDouble()),
            OptimizerSettings.of(
                new AdamWSettings(
                    SETTINGS.get("beta1").getAsDouble(),
                    SETTINGS.get("beta2").getAsDouble(),
                    SETTINGS.get("epsilon").getAsDouble(),
                    SETTINGS.get("weightDecay").getAsDouble())),
            SETTINGS.get("maxGradientNorm").getAsDouble(),
            microbatchTokens);
    try (LanguageModel base = TinyPolicy.load();
        LanguageModel policy = base.withAdapter(GoldenStepTest.golden("adapter"))) {
      Trainable trainable = trainable(policy.adapterSettings(), checkpointing);
      TrainedWeights trained = trainable.of(policy);
      new Trainer(
              policy,
              trainable,
              LOSS,
              settings,
              metrics -> {
                steps.add(metrics);
                assertEntries(
                    trained,
                    TinyPolicy.values(trained.arrays()),
                    GOLDEN.getAsJsonObject("step" + (metrics.step() + 1)),
                    "weightsAfter");
              })
          .train(BatchSource.shuffled(GoldenStepTest.batch(GOLDEN), 5, 2, 1));
    }
    for (int i = 0; i < 2; i++) {
      JsonObject step = GOLDEN.getAsJsonObject("step" + (i + 1));
      assertClose(steps.get(i).loss(), step.get("loss"));
      assertClose(steps.get(i).gradientNorm(), step.get("gradientNorm"));
      assertClose(steps.get(i).terms().get(LossTerms.MEAN_RATIO), step.get("meanRatio"));
    }
  }

  private static void assertEntries(
      TrainedWeights trained, List<float[]> actual, JsonObject step, String field) {
    JsonObject expected = step.getAsJsonObject(field);
    assertThat(trained.names()).hasSameSizeAs(expected.keySet());
    for (int n = 0; n < actual.size(); n++) {
      String name = trained.names().get(n);
      JsonArray indices = GOLDEN.getAsJsonObject("indices").getAsJsonArray(name);
      for (int k = 0; k < indices.size(); k++) {
        assertClose(actual.get(n)[indices.get(k).getAsInt()], expected.getAsJsonArray(name).get(k));
      }
    }
  }

  /** Floats against doubles, as in make_golden_step.py: relative above 1, absolute below. */
  private static void assertClose(double actual, JsonElement golden) {
    double expected = golden.getAsDouble();
    assertThat(actual).isCloseTo(expected, within(5e-5 * Math.max(1, Math.abs(expected))));
  }
}
