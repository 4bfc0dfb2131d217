package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of findings. */
class GuardsTest {

  private final List<GuardEvent> told = new ArrayList<>();

  private Guards guards(GuardSettings settings) {
    return new Guards(
        settings,
        new TrainingListener() {
          @Override
          public void onStep(StepMetrics metrics) {}

          @Override
          public void onEvent(TrainingEvent event) {
            told.add((GuardEvent) event);
          }
        });
  }

  private static Map<String, Double> length(double tokens) {
    return Map.of(Guard.ROUND_LENGTH, tokens);
  }

  private static PolicyChecked check(int step, double accuracy, double tokens) {
    return new PolicyChecked(step, accuracy, tokens);
  }

  @Test
  void a_warning_is_told_when_it_begins_and_again_after_it_was_over() {
    Guards guards =
        guards(GuardSettings.none().watch(Guard.length(0.5), GuardAction.WARN)); // of 10 tokens
    double[] lengths = {10, 4, 3, 6, 4};
    for (int step = 0; step < lengths.length; step++) {
      guards.look(step, length(lengths[step]));
      guards.look(step, Map.of(Guard.SIGNAL, 1.0)); // nothing to look at: it isn't over for that
    }

    assertThat(told).extracting(GuardEvent::step).containsExactly(1, 4);
    assertThat(told).extracting(GuardEvent::seen).containsExactly(4.0, 4.0);
    assertThat(guards.ending()).isNull();
  }

  @Test
  void what_ends_a_training_first_is_what_ended_it() {
    Guards guards =
        guards(
            GuardSettings.none()
                .watch(Guard.length(0.5), GuardAction.STOP)
                .watch(Guard.signal(), GuardAction.STOP));
    guards.look(0, length(10));
    guards.look(3, length(1));
    guards.look(4, Map.of(Guard.SIGNAL, 0.0));

    GuardEvent ending = guards.ending();
    assertThat(ending).isNotNull();
    assertThat(ending.guard()).isEqualTo("length");
    assertThat(ending.message())
        .startsWith("after step 3 ")
        .endsWith("with the weights as they are");
  }

  @Test
  void what_is_remembered_survives_a_checkpoint() {
    GuardSettings settings =
        GuardSettings.none()
            .watch(Guard.length(0.5), GuardAction.WARN)
            .watch(Guard.accuracy(0.1), GuardAction.STOP);
    Guards before = guards(settings);
    before.lookAt(check(0, 0.5, 10));
    before.look(1, Map.of(Guard.CHECKED_LENGTH, 4.0));
    assertThat(told).hasSize(1);

    Guards after = guards(settings);
    after.restore(Json.parseObject(before.state().toString()));
    after.look(2, Map.of(Guard.CHECKED_LENGTH, 4.0)); // the warning stands
    assertThat(told).hasSize(1);
    assertThat(after.ending()).isNull();
    assertThat(after.checked()).isZero();
    after.lookAt(check(3, 0.3, 9)); // 0.5 - 0.1 is more
    assertThat(told).hasSize(2);

    Guards ended = guards(settings);
    ended.restore(Json.parseObject(after.state().toString()));
    assertThat(ended.ending()).isEqualTo(told.get(1));
    ended.tellEnding();
    assertThat(told.get(2)).isEqualTo(told.get(1));
  }

  @Test
  void the_best_weights_are_the_shortest_that_nothing_is_wrong_with() {
    Guards guards =
        guards(GuardSettings.none().watch(Guard.accuracy(0.1), GuardAction.WARN)); // of 0.5

    assertThat(guards.lookAt(check(0, 0.5, 100))).isTrue();
    assertThat(guards.lookAt(check(5, 0.6, 110))).as("longer").isFalse();
    assertThat(guards.lookAt(check(10, 0.45, 80))).isTrue();
    assertThat(guards.lookAt(check(15, 0.3, 20))).as("less accurate").isFalse();
    assertThat(guards.lookAt(check(20, 0.4, 80))).as("as long").isFalse();
  }

  @Test
  void nan_is_told_and_kept_in_files_though_json_has_no_such_number() {
    assertThat(guards(GuardSettings.none()).notFinite(4, Double.NaN, "loss is NaN"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("loss is NaN");

    assertThat(told).hasSize(1);
    assertThat(told.get(0).seen()).isNaN();
    assertThat(GuardEvent.of(Json.parseObject(told.get(0).json().toString())))
        .isEqualTo(told.get(0));
  }
}
