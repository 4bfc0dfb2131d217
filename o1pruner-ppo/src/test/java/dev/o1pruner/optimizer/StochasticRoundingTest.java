package dev.o1pruner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.script.ScriptModule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StochasticRoundingTest {

  /** Distance of bfloat16 numbers from 1 to 2. */
  private static final double UNIT = 1.0 / 128;

  private NDManager manager;
  private ScriptModule script;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    // a small chunk, so that arrays are rounded in several
    script =
        ScriptModule.compile(
            Optimizer.class, List.of("optimizer.py"), "Optimizer", Map.of("chunk", 1000), manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private float[] round(float[] values, long seed, String name, long step) {
    StoredArrays arrays = new StoredArrays(script, seed);
    NDArray target = StoredArrays.zeros(manager, new Shape(values.length), Precision.BF16);
    arrays.roundBack(manager, target, manager.create(values), name, step);
    return arrays.widen(manager, target).toFloatArray();
  }

  private static float[] repeated(double value, int times) {
    float[] values = new float[times];
    Arrays.fill(values, (float) value);
    return values;
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9, -0.3})
  void the_mean_over_places_is_the_value(double part) {
    double value = Math.signum(part) + part * UNIT;
    float[] rounded = round(repeated(value, 40_000), 1, "w", 1);

    // a draw deviates by UNIT * sqrt(p(1-p)) <= UNIT / 2; the mean of 40,000 by 1/200 of that;
    // four times that is one in 16,000
    assertThat(mean(rounded)).isCloseTo(value, within(4 * UNIT / 2 / 200));
    for (float draw : rounded) {
      assertThat(Math.abs(draw)).isIn(1f, (float) (1 + UNIT));
    }
  }

  @Test
  void the_mean_over_steps_is_the_value() {
    double value = 1 + 0.3 * UNIT;
    double sum = 0;
    for (int step = 1; step <= 2500; step++) {
      sum += round(repeated(value, 1), 1, "w", step)[0];
    }
    // sqrt(0.3 * 0.7) = 0.46 of a unit, the mean of 2500 a 50th of it, four times that
    assertThat(sum / 2500).isCloseTo(value, within(4 * 0.46 * UNIT / 50));
  }

  @Test
  void what_bfloat16_can_hold_stays_as_it_is() {
    float[] values = {
      0, -0f, 1, -1, 0.5f, 1.0078125f, -3.140625f, 1e38f, 0x1p-126f, Float.POSITIVE_INFINITY
    };
    values[7] = Float.intBitsToFloat(Float.floatToIntBits(values[7]) & 0xffff0000);
    for (int step = 0; step < 50; step++) {
      assertThat(round(values, 3, "w", step)).isEqualTo(values);
    }
  }

  @Test
  void draws_depend_on_seed_name_and_step_and_on_nothing_else() {
    float[] values = repeated(1 + 0.5 * UNIT, 3000);
    float[] draws = round(values, 1, "w", 1);

    assertThat(round(values, 1, "w", 1)).isEqualTo(draws);
    assertThat(round(values, 2, "w", 1)).isNotEqualTo(draws);
    assertThat(round(values, 1, "v", 1)).isNotEqualTo(draws);
    assertThat(round(values, 1, "w", 2)).isNotEqualTo(draws);
  }

  @Test
  void steps_too_small_for_bfloat16_add_up() {
    // 400 steps of a twentieth of a unit: 20 units. Rounded to nearest, the weight would stay at 1.
    OptimizedWeight weight = OptimizedWeight.of("w", new Shape(2000), 1);
    for (OptimizerPrecision precision :
        new OptimizerPrecision[] {
          OptimizerPrecision.masterCopy(), OptimizerPrecision.stochasticRounding(1)
        }) {
      try (Trial trial =
          new Trial(
              OptimizerSettings.sgd(0).precision(precision),
              Precision.BF16,
              List.of(weight),
              List.of(repeated(1, 2000)))) {
        for (int step = 0; step < 400; step++) {
          trial.step(List.of(repeated(-1, 2000)), UNIT / 20);
        }
        // a walk of 400 draws deviates by sqrt(400 * 0.05 * 0.95) = 4.4 units, the mean of 2000 by
        // 0.1; four times that
        assertThat(mean(trial.values().get(0))).isCloseTo(1 + 20 * UNIT, within(0.4 * UNIT));
      }
    }
  }
}
