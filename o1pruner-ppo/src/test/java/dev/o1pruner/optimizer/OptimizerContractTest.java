package dev.o1pruner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.Precision;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds of every rule at every precision. */
abstract class OptimizerContractTest {

  static final List<OptimizedWeight> LAYOUT =
      List.of(
          OptimizedWeight.of("model.embed_tokens.weight", new Shape(3, 2), 2),
          OptimizedWeight.of("model.layers.0.self_attn.q_proj.weight", new Shape(4, 2), 2),
          OptimizedWeight.of("model.layers.0.self_attn.q_proj.bias", new Shape(4), 2),
          OptimizedWeight.of("model.norm.weight", new Shape(2), 2));

  private static final List<float[]> INITIAL =
      List.of(
          new float[] {1, -2, 0.5f, 1.5f, -1, 3},
          new float[] {1, 1.25f, -1, 2, -0.75f, 1, 1, -4},
          new float[] {1, -1, 2, 0.5f},
          new float[] {1, -1.5f});

  /** The optimizer under test, without weight decay. */
  abstract OptimizerSettings settings();

  /** How the weights are held. */
  abstract Precision held();

  /** Bytes of state per parameter, but for the blocks' moments and the number of steps. */
  abstract int bytesPerParameter();

  private Trial trial() {
    return new Trial(settings(), held(), LAYOUT, INITIAL);
  }

  /** Half the sum of squares, whose gradient is the weights themselves. */
  private static double bowl(List<float[]> weights) {
    double sum = 0;
    for (float[] values : weights) {
      for (float value : values) {
        sum += 0.5 * value * value;
      }
    }
    return sum;
  }

  @Test
  void each_of_ten_steps_goes_down_a_bowl_and_moves_every_weight() {
    try (Trial trial = trial()) {
      for (int step = 0; step < 10; step++) {
        List<float[]> before = trial.values();
        trial.step(before, 0.05);
        assertThat(bowl(trial.values())).isLessThan(bowl(before));
        for (int i = 0; i < before.size(); i++) {
          assertThat(trial.values().get(i)).isNotEqualTo(before.get(i));
        }
      }
    }
  }

  @Test
  void without_gradient_and_decay_nothing_moves() {
    try (Trial trial = trial()) {
      for (int step = 0; step < 5; step++) {
        trial.optimizer.step(0.05);
      }
      assertEqual(trial.values(), INITIAL);
    }
  }

  @Test
  void gradients_are_cleared_by_a_step() {
    try (Trial trial = trial()) {
      trial.step(INITIAL, 0.05);
      for (NDArray gradient : trial.optimizer.gradients()) {
        assertThat(gradient.toFloatArray()).containsOnly(0);
      }
    }
  }

  @Test
  void a_resumed_run_ends_bit_for_bit_where_an_uninterrupted_one_does() {
    try (Trial whole = trial();
        Trial first = trial();
        Trial second = trial()) {
      for (int step = 0; step < 6; step++) {
        whole.step(gradients(step), 0.003);
      }
      for (int step = 0; step < 3; step++) {
        first.step(gradients(step), 0.003);
      }
      second.assign(first.values());
      restore(second, saved(first));
      for (int step = 3; step < 6; step++) {
        second.step(gradients(step), 0.003);
      }
      assertEqual(second.values(), whole.values());
      assertThat(saved(second)).isEqualTo(saved(whole));
    }
  }

  /** Gradients of a step that are no round numbers. */
  private static List<float[]> gradients(int step) {
    List<float[]> gradients = new ArrayList<>();
    for (float[] values : INITIAL) {
      float[] gradient = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        gradient[i] = (float) Math.sin(values[i] * 7 + i + 3 * step);
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  private static Map<String, List<Byte>> saved(Trial trial) {
    Map<String, List<Byte>> bytes = new TreeMap<>();
    trial
        .optimizer
        .state()
        .forEach(
            (kind, arrays) -> {
              for (int i = 0; i < arrays.size(); i++) {
                List<Byte> list = new ArrayList<>();
                var buffer = arrays.get(i).toByteBuffer();
                while (buffer.hasRemaining()) {
                  list.add(buffer.get());
                }
                bytes.put(kind + i, list);
              }
            });
    return bytes;
  }

  private static void restore(Trial trial, Map<String, List<Byte>> saved) {
    trial
        .optimizer
        .state()
        .forEach(
            (kind, arrays) -> {
              for (int i = 0; i < arrays.size(); i++) {
                NDArray array = arrays.get(i);
                List<Byte> bytes = saved.get(kind + i);
                var buffer = trial.manager.allocateDirect(bytes.size());
                bytes.forEach(buffer::put);
                buffer.flip();
                trial.manager.create(buffer, array.getShape(), array.getDataType()).copyTo(array);
              }
            });
  }

  @Test
  void bytes_planned_are_bytes_held() {
    try (Trial trial = trial()) {
      assertThat(settings().stateBytes(LAYOUT, held())).isEqualTo(trial.optimizer.stateBytes());
    }
    OptimizedWeight large =
        OptimizedWeight.of("model.layers.0.mlp.up_proj.weight", new Shape(1000, 4000), 2);
    // one second moment per row and the number of steps: less than a hundredth
    assertThat(settings().stateBytesPerParameter(List.of(large), held()))
        .isBetween((double) bytesPerParameter(), bytesPerParameter() + 0.01);
  }

  @Test
  void ten_steps_leave_no_array_behind() throws ReflectiveOperationException {
    try (Trial trial = trial()) {
      trial.step(INITIAL, 0.01);
      int before = arrays(trial.manager);
      for (int step = 0; step < 10; step++) {
        trial.step(INITIAL, 0.01);
      }
      assertThat(arrays(trial.manager)).isEqualTo(before);
    }
  }

  private static int arrays(NDManager manager) throws ReflectiveOperationException {
    Field resources = BaseNDManager.class.getDeclaredField("resources");
    resources.setAccessible(true);
    int count = 0;
    for (Object resource : ((Map<?, ?>) resources.get(manager)).values()) {
      count += resource instanceof NDManager below ? arrays(below) : 1;
    }
    return count;
  }

  static void assertEqual(List<float[]> actual, List<float[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("weight %s", i).isEqualTo(expected.get(i));
    }
  }
}
