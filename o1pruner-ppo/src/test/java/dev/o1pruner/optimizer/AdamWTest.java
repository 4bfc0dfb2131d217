package dev.o1pruner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdamWTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Optimizer optimizer(AdamWSettings settings, NDArray... weights) {
    return new Optimizer(
        OptimizerSettings.of(settings),
        manager,
        Stream.of(weights).map(w -> OptimizedWeight.of("w", w.getShape(), 1)).toList(),
        List.of(weights));
  }

  private void setGradient(Optimizer optimizer, int weight, float value) {
    optimizer.gradients().get(weight).addi(manager.create(value));
  }

  @Test
  void two_steps_are_those_of_the_formula() {
    NDArray weight = manager.create(new float[] {1});
    Optimizer optimizer = optimizer(new AdamWSettings(0.9, 0.999, 1e-8, 0.01), weight);

    // m = 0.1*0.5 = 0.05, v = 0.001*0.25; corrected by 1-0.9 and 1-0.999: 0.5 and 0.25
    // w = 1 - 0.1*0.01*1 - 0.1*0.5/sqrt(0.25) = 0.899
    setGradient(optimizer, 0, 0.5f);
    optimizer.step(0.1);
    assertThat(weight.toFloatArray()[0]).isCloseTo(0.899f, within(1e-6f));

    // m = 0.9*0.05 - 0.1*0.5 = -0.005, corrected by 1-0.81: -0.0263158; v corrected again 0.25
    // w = 0.899 - 0.1*0.01*0.899 + 0.1*0.0263158/0.5 = 0.9033642
    setGradient(optimizer, 0, -0.5f);
    optimizer.step(0.1);
    assertThat(weight.toFloatArray()[0]).isCloseTo(0.9033642f, within(1e-6f));
  }

  @Test
  void the_first_step_is_as_long_as_the_learning_rate_whatever_the_gradient() {
    NDArray weights = manager.create(new float[] {0, 0, 0});
    Optimizer optimizer = optimizer(AdamWSettings.defaults(), weights);
    optimizer.gradients().get(0).addi(manager.create(new float[] {1e-3f, -1, 100}));

    optimizer.step(0.1);

    // m / sqrt(v) is the gradient's sign; epsilon takes 1e-8 / 1e-3 of the smallest
    assertThat(weights.toFloatArray())
        .containsExactly(new float[] {-0.1f, 0.1f, -0.1f}, within(2e-6f));
  }

  @Test
  void gradients_are_cleared_by_the_step_and_moments_kept() {
    Optimizer optimizer = optimizer(AdamWSettings.defaults(), manager.create(new float[] {1}));
    setGradient(optimizer, 0, 2);

    optimizer.step(0.1);

    assertThat(optimizer.gradients().get(0).toFloatArray()).containsExactly(0);
    // 0.1 * 2, 0.001 * 4, one step
    assertThat(optimizer.state().get("first_moment").get(0).toFloatArray()[0])
        .isCloseTo(0.2f, within(1e-7f));
    assertThat(optimizer.state().get("second_moment").get(0).toFloatArray()[0])
        .isCloseTo(0.004f, within(1e-8f));
    assertThat(optimizer.state().get("step").get(0).getFloat()).isEqualTo(1);
  }

  @Test
  void gradients_are_scaled_down_to_the_largest_norm() {
    Optimizer optimizer =
        optimizer(
            AdamWSettings.defaults(),
            manager.create(new float[] {0}),
            manager.create(new float[] {0}));
    setGradient(optimizer, 0, 3);
    setGradient(optimizer, 1, -4);

    // the norm over both is 5: a fifth of each remains
    assertThat(optimizer.clipGradients(1)).isCloseTo(5, within(1e-6f));
    assertThat(optimizer.gradients().get(0).toFloatArray()[0]).isCloseTo(0.6f, within(1e-6f));
    assertThat(optimizer.gradients().get(1).toFloatArray()[0]).isCloseTo(-0.8f, within(1e-6f));
  }

  @Test
  void gradients_within_the_norm_stay() {
    Optimizer optimizer = optimizer(AdamWSettings.defaults(), manager.create(new float[] {0}));
    setGradient(optimizer, 0, 3);

    assertThat(optimizer.clipGradients(10)).isEqualTo(3);
    assertThat(optimizer.gradients().get(0).toFloatArray()).containsExactly(3);
  }

  @Test
  void a_norm_that_is_not_a_number_is_told() {
    Optimizer optimizer = optimizer(AdamWSettings.defaults(), manager.create(new float[] {0}));
    setGradient(optimizer, 0, Float.NaN);

    assertThat(optimizer.clipGradients(1)).isNaN();
  }

  @Test
  void closing_frees_moments_and_gradients_but_not_the_weights() {
    NDArray weight = manager.create(new float[] {1});
    Optimizer optimizer = optimizer(AdamWSettings.defaults(), weight);
    NDArray gradient = optimizer.gradients().get(0);

    optimizer.close();

    assertThat(gradient.isReleased()).isTrue();
    assertThat(weight.toFloatArray()).containsExactly(1);
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamWSettings(1, 0.999, 1e-8, 0))
        .withMessageContaining("beta1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamWSettings(0.9, -0.1, 1e-8, 0))
        .withMessageContaining("beta2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamWSettings(0.9, 0.999, 0, 0))
        .withMessageContaining("epsilon");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamWSettings(0.9, 0.999, 1e-8, -1))
        .withMessageContaining("weightDecay");
  }
}
