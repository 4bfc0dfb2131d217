package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every architecture feature against float64 numpy that shares no code with the library. */
class ArchitectureGoldenTest {

  @TempDir Path temp;

  private static Tensor golden(Map<String, Tensor> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void logits_and_log_probs_agree_at_every_position(String name) {
    Map<String, Tensor> golden = ArchitectureModels.golden(name);
    try (LanguageModel model = LanguageModel.load(ArchitectureModels.directory(temp, name))) {
      List<float[]> logProbs = model.logProbs(ArchitectureModels.SEQUENCES);
      for (int b = 0; b < 2; b++) {
        // logits up to 12: seven digits leave 1e-6, layers take one more
        assertThat(flat(model.logits(ArchitectureModels.all(ArchitectureModels.SEQUENCES.get(b)))))
            .containsExactly(PlainSafetensors.floats(golden(golden, "logits." + b)), within(2e-5f));
        assertThat(logProbs.get(b))
            .containsExactly(
                PlainSafetensors.floats(golden(golden, "log_probs." + b)), within(2e-5f));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void gradients_of_all_weights_agree(String name) {
    assertGradients(name, "log_probs_keeping");
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void gradients_of_recomputed_layers_agree(String name) {
    assertGradients(name, "log_probs_recomputing");
  }

  private void assertGradients(String name, String forwardMethod) {
    Map<String, Tensor> golden = ArchitectureModels.golden(name);
    try (LanguageModel model = LanguageModel.load(ArchitectureModels.directory(temp, name));
        NDManager scope = model.manager().newSubManager()) {
      model.weights().forEach(weight -> weight.setRequiresGradient(true));
      List<NDArray> gradients = new ArrayList<>();
      model.weights().forEach(weight -> gradients.add(scope.zeros(weight.getShape())));
      TokenBatch batch = TokenBatch.of(scope, ArchitectureModels.SEQUENCES);
      NDArray dropoutKey = scope.create(0L);
      NDList forward =
          model.script().record(scope, forwardMethod, model.weights(), batch.arrays(), dropoutKey);
      // the loss is the sum of all log-probs: its slope is 1 at each real one
      model
          .script()
          .record(
              scope,
              "backward",
              model.weights(),
              gradients,
              forward.subNDList(2),
              batch.arrays(),
              forward.get(1),
              batch.mask(),
              dropoutKey);

      List<Weight> layout = WeightLayout.of(model.config());
      assertThat(golden.keySet().stream().filter(key -> key.startsWith("grad.")))
          .hasSize(layout.size());
      for (int i = 0; i < layout.size(); i++) {
        float[] expected = PlainSafetensors.floats(golden(golden, "grad." + layout.get(i).name()));
        float largest = 0;
        for (float value : expected) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as(layout.get(i).name()).isPositive();
        assertThat(gradients.get(i).toFloatArray())
            .as(layout.get(i).name())
            .containsExactly(expected, within(2e-5f * (1 + largest)));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void sixteen_bit_weights_give_nearly_the_same_logits(String name) {
    Path directory = ArchitectureModels.directory(temp, name);
    float[] expected = PlainSafetensors.floats(golden(ArchitectureModels.golden(name), "logits.0"));
    for (Precision precision : List.of(Precision.F16, Precision.BF16)) {
      // 11 and 8 bits of precision, through two or three layers
      double bound = precision == Precision.F16 ? 0.01 : 0.08;
      try (LanguageModel model = LanguageModel.load(directory, Device.cpu(), precision)) {
        float[] actual =
            flat(model.logits(ArchitectureModels.all(ArchitectureModels.SEQUENCES.get(0))));
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
          error += Math.pow(actual[i] - expected[i], 2);
          size += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(error / size)).as(precision.name()).isBetween(1e-5, bound);
      }
    }
  }

  @Test
  void a_layer_with_the_widths_of_qwen2_7b_agrees() {
    Path directory = ArchitectureModels.directory(temp, "wide");
    HashedWeights.write(directory);
    TokenSequence sequence = ArchitectureModels.SEQUENCES.get(1);
    float[] expected =
        PlainSafetensors.floats(golden(ArchitectureModels.golden("wide"), "logits.1"));
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    try (LanguageModel model = LanguageModel.load(directory)) {
      // q, o 2*3584^2; k, v 2*512*3584; MLP 3*18944*3584; biases 4608, norms 3*3584, ends 2*29*3584
      assertThat(model.parameters()).isEqualTo(233_269_248L);
      // sums of up to 18944 products: four digits are left
      assertThat(flat(model.logits(ArchitectureModels.all(sequence))))
          .containsExactly(expected, within(1e-4f * largest));
    }
  }
}
