package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients of trained models against central differences in float64: change a weight a little,
 * score the text with other code, and see how much its mean log-prob has changed. The models are
 * kept beside the project; without them these tests skip.
 */
class FiniteDifferenceTest {

  @ParameterizedTest
  @CsvSource({
    "stories260K, grad_of_scored_mean_nll_central_diff_f64",
    "tiny-qwen2, grads_f64_central_diff"
  })
  void gradients_are_slopes(String name, String field) {
    Path directory = Path.of("..", "..", "shared", "data", "models", name);
    assumeTrue(Files.isDirectory(directory), () -> directory + " is not there");
    JsonObject golden = Json.readObject(directory.resolve("golden.json"));
    ImmutableIntArray ids =
        ImmutableIntArray.copyOf(
            golden.getAsJsonArray("scored_ids").asList().stream().mapToInt(JsonElement::getAsInt));
    TrainingExample example =
        TrainingExample.imitation(
            name, new TokenSequence(ids.subArray(0, 1), ids.subArray(1, ids.length())));

    try (LanguageModel model = LanguageModel.load(directory)) {
      model.weights().forEach(weight -> weight.setRequiresGradient(true));
      try (Optimizer optimizer = TinyPolicy.optimizer(model)) {
        double loss =
            new GradientStep(model, PolicyLoss.nextToken(), false)
                .accumulate(List.of(example), 1, ids.length() - 1, optimizer.gradients(), 0)
                .loss();

        assertThat(loss).isCloseTo(golden.get("scored_mean_nll").getAsDouble(), within(1e-5));
        JsonArray slopes = golden.getAsJsonArray(field);
        assertThat(slopes).isNotEmpty();
        for (JsonElement element : slopes) {
          JsonObject slope = element.getAsJsonObject();
          double expected = slope.get("grad").getAsDouble();
          assertThat((double) entry(model, optimizer, slope))
              .as("%s", slope)
              // floats carry seven digits through five layers
              .isCloseTo(expected, within(1e-6 + 1e-4 * Math.abs(expected)));
        }
      }
    }
  }

  private static float entry(LanguageModel model, Optimizer optimizer, JsonObject slope) {
    List<Weight> layout = WeightLayout.of(model.config());
    for (int i = 0; i < layout.size(); i++) {
      if (layout.get(i).name().equals(slope.get("param").getAsString())) {
        long position = 0;
        for (int axis = 0; axis < slope.getAsJsonArray("index").size(); axis++) {
          position =
              position * layout.get(i).shape().get(axis)
                  + slope.getAsJsonArray("index").get(axis).getAsInt();
        }
        return optimizer.gradients().get(i).toFloatArray()[(int) position];
      }
    }
    throw new AssertionError("no weight " + slope.get("param"));
  }
}
