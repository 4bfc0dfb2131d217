package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.optimizer.AdamWSettings;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two whole training steps against PyTorch: golden/make_golden_step.py made the numbers. */
class GoldenStepTest {

  private static final JsonObject GOLDEN = Json.readObject(golden("golden_step.json"));
  private static final JsonObject SETTINGS = GOLDEN.getAsJsonObject("settings");

  /** A file beside the fixtures. */
  static Path golden(String name) {
    try {
      return Path.of(Resources.getResource(GoldenStepTest.class, "golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<TrainingExample> batch() {
    return batch(GOLDEN);
  }

  /** The batch of a fixture. */
  static List<TrainingExample> batch(JsonObject golden) {
    List<TrainingExample> examples = new ArrayList<>();
    for (JsonElement element : golden.getAsJsonArray("batch")) {
      JsonObject solution = element.getAsJsonObject();
      ImmutableDoubleArray.Builder reference = ImmutableDoubleArray.builder();
      solution.getAsJsonArray("refLogProbs").forEach(x -> reference.add(x.getAsDouble()));
      examples.add(
          new TrainingExample(
              "golden",
              examples.size(),
              new TokenSequence(ids(solution, "prompt"), ids(solution, "completion")),
              0,
              solution.get("advantage").getAsDouble(),
              reference.build()));
    }
    return examples;
  }

  static ImmutableIntArray ids(JsonObject solution, String field) {
    return ImmutableIntArray.copyOf(
        solution.getAsJsonArray(field).asList().stream().mapToInt(JsonElement::getAsInt));
  }

  @Test
  void log_probs_agree() {
    try (LanguageModel model = LanguageModel.load(golden("model"))) {
      List<float[]> logProbs =
          model.logProbs(batch().stream().map(TrainingExample::tokens).toList());
      for (int i = 0; i < logProbs.size(); i++) {
        JsonArray expected =
            GOLDEN
                .getAsJsonArray("batch")
                .get(i)
                .getAsJsonObject()
                .getAsJsonArray("policyLogProbs");
        for (int t = 0; t < expected.size(); t++) {
          assertThat((double) logProbs.get(i)[t])
              .isCloseTo(expected.get(t).getAsDouble(), within(5e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEQUENCE_SUM, 4096", "SEQUENCE_MEAN, 4096", "TOKEN, 4096",
    // the same step in microbatches of one or two solutions
    "SEQUENCE_SUM, 16", "SEQUENCE_MEAN, 16", "TOKEN, 16"
  })
  void two_steps_agree(RatioLevel level, int microbatchTokens) {
    JsonObject expected = GOLDEN.getAsJsonObject("levels").getAsJsonObject(level.name());
    List<StepMetrics> steps = new ArrayList<>();
    try (LanguageModel model = LanguageModel.load(golden("model"))) {
      Trainer trainer =
          new Trainer(
              model,
              PolicyLoss.offPolicyClipped(level, SETTINGS.get("clipRange").getAsDouble()),
              settings(microbatchTokens),
              metrics -> {
                steps.add(metrics);
                String step = "step" + (metrics.step() + 1);
                assertEntries(model, model.weights(), expected, step, "weightsAfter", 1e-5);
              });
      trainer.train(BatchSource.shuffled(batch(), 5, 2, 1));
    }
    for (int i = 0; i < 2; i++) {
      JsonObject step = expected.getAsJsonObject("step" + (i + 1));
      assertRelative(steps.get(i).loss(), step.get("loss"), 5e-5);
      assertRelative(steps.get(i).gradientNorm(), step.get("gradientNorm"), 5e-5);
      assertRelative(steps.get(i).terms().get(LossTerms.MEAN_RATIO), step.get("meanRatio"), 5e-5);
      assertRelative(
          steps.get(i).terms().get(LossTerms.CLIPPED_FRACTION), step.get("clippedFraction"), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(RatioLevel.class)
  void gradients_agree(RatioLevel level) {
    JsonObject expected = GOLDEN.getAsJsonObject("levels").getAsJsonObject(level.name());
    assertGradients(
        PolicyLoss.offPolicyClipped(level, SETTINGS.get("clipRange").getAsDouble()),
        expected.getAsJsonObject("step1"));
  }

  @Test
  void gradients_of_next_token_training_agree() {
    assertGradients(PolicyLoss.nextToken(), GOLDEN.getAsJsonObject("crossEntropy"));
  }

  private static void assertGradients(PolicyLoss loss, JsonObject expected) {
    List<TrainingExample> batch = batch();
    long tokens = batch.stream().mapToLong(example -> example.tokens().tokenIds().length()).sum();
    try (LanguageModel model = LanguageModel.load(golden("model"))) {
      model.weights().forEach(weight -> weight.setRequiresGradient(true));
      try (Optimizer optimizer = TinyPolicy.optimizer(model)) {
        double value =
            new GradientStep(model, loss, false)
                .accumulate(batch, batch.size(), tokens, optimizer.gradients(), 0)
                .loss();
        assertRelative(value, expected.get("loss"), 5e-5);
        JsonObject holder = new JsonObject();
        holder.add("it", expected);
        assertEntries(model, optimizer.gradients(), holder, "it", "gradients", 5e-5);
      }
    }
  }

  static TrainingSettings settings(int microbatchTokens) {
    return new TrainingSettings(
        LearningRateSchedule.constant(SETTINGS.get("learningRate").getAsDouble()),
        OptimizerSettings.of(
            new AdamWSettings(
                SETTINGS.get("beta1").getAsDouble(),
                SETTINGS.get("beta2").getAsDouble(),
                SETTINGS.get("epsilon").getAsDouble(),
                SETTINGS.get("weightDecay").getAsDouble())),
        SETTINGS.get("maxGradientNorm").getAsDouble(),
        microbatchTokens);
  }

  /** Compares the entries that the fixture recorded of every array. */
  static void assertEntries(
      LanguageModel model,
      List<NDArray> arrays,
      JsonObject parent,
      String step,
      String field,
      double tolerance) {
    JsonObject expected = parent.getAsJsonObject(step).getAsJsonObject(field);
    List<WeightLayout.Weight> layout = WeightLayout.of(model.config());
    for (int i = 0; i < layout.size(); i++) {
      String name = layout.get(i).name();
      float[] actual = arrays.get(i).toFloatArray();
      JsonArray indices = GOLDEN.getAsJsonObject("indices").getAsJsonArray(name);
      for (int k = 0; k < indices.size(); k++) {
        assertRelative(
            actual[indices.get(k).getAsInt()], expected.getAsJsonArray(name).get(k), tolerance);
      }
    }
  }

  /** The fixture's notion of tolerance: relative above 1, absolute below. */
  static void assertRelative(double actual, JsonElement golden, double tolerance) {
    double expected = golden.getAsDouble();
    assertThat(actual).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }
}
