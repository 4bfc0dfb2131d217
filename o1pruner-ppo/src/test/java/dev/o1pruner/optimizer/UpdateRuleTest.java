package dev.o1pruner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adam-mini and gradient descent by hand. */
class UpdateRuleTest {

  private static float[] stepFrom(
      UpdateRule rule, String name, Shape shape, float[] weight, float[] gradient) {
    OptimizedWeight layout = OptimizedWeight.of(name, shape, 2);
    try (Trial trial =
        new Trial(OptimizerSettings.of(rule), Precision.F32, List.of(layout), List.of(weight))) {
      trial.step(List.of(gradient), 0.1);
      return trial.values().get(0);
    }
  }

  @Test
  void the_numbers_of_a_row_share_one_second_moment() {
    // first row: mean of squares (1 + 49) / 2 = 25, steps 0.1 * 1 / 5 and 0.1 * 7 / 5
    // second row: its own, (100 + 100) / 2 = 100, steps 0.1 * 10 / 10
    assertThat(
            stepFrom(
                AdamMiniSettings.defaults(),
                "model.layers.0.mlp.up_proj.weight",
                new Shape(2, 2),
                new float[] {0, 0, 0, 0},
                new float[] {1, 7, 10, -10}))
        .containsExactly(new float[] {-0.02f, -0.14f, -0.1f, 0.1f}, within(1e-6f));
  }

  @Test
  void matrices_decay_under_adam_mini_and_norms_do_not() {
    AdamMiniSettings decaying = new AdamMiniSettings(0.9, 0.999, 1e-8, 0.5);
    // 2 * (1 - 0.1 * 0.5) = 1.9
    assertThat(stepFrom(decaying, "m.weight", new Shape(1, 1), new float[] {2}, new float[] {0}))
        .containsExactly(new float[] {1.9f}, within(1e-6f));
    assertThat(stepFrom(decaying, "norm.weight", new Shape(1), new float[] {2}, new float[] {0}))
        .containsExactly(2);
  }

  @Test
  void gradient_descent_adds_decay_to_the_gradient() {
    // 2 - 0.1 * (3 + 0.5 * 2) = 1.6
    assertThat(
            stepFrom(new SgdSettings(0, 0.5), "w", new Shape(1), new float[] {2}, new float[] {3}))
        .containsExactly(new float[] {1.6f}, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "model.embed_tokens.weight, 8", // a token
    "lm_head.weight, 8",
    "model.layers.0.self_attn.q_proj.weight, 2", // 8 rows in heads of 4
    "model.layers.0.self_attn.k_proj.weight, 2",
    "model.layers.0.self_attn.v_proj.weight, 8", // an output neuron
    "model.layers.0.self_attn.o_proj.weight, 8",
    "model.layers.0.mlp.gate_proj.weight, 8",
    "model.layers.0.self_attn.q_proj.lora_A.weight, 8",
  })
  void a_matrix_is_cut_into_heads_or_rows(String name, long blocks) {
    assertThat(OptimizedWeight.of(name, new Shape(8, 3), 4).blocks()).isEqualTo(blocks);
  }

  @Test
  void a_bias_is_cut_into_numbers_and_a_norm_is_whole() {
    assertThat(OptimizedWeight.of("model.layers.0.self_attn.q_proj.bias", new Shape(8), 4).blocks())
        .isEqualTo(8);
    assertThat(OptimizedWeight.of("model.norm.weight", new Shape(8), 4).blocks()).isEqualTo(1);
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamMiniSettings(0.9, 1, 1e-8, 0))
        .withMessageContaining("beta2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptimizerSettings.sgd(1))
        .withMessageContaining("momentum must be in [0, 1) but was 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptimizerPrecision.masterCopy().state(Precision.F16))
        .withMessageContaining("F32 or BF16");
  }
}
