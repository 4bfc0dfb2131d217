package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingSettingsTest {

  private static final SamplingSettings DEFAULTS = SamplingSettings.defaults();

  @Test
  void defaults_draw_from_the_models_own_distribution() {
    assertThat(DEFAULTS).isEqualTo(new SamplingSettings(1, 1, 0, 2048, Set.of(), 1, 0));
    assertThat(SamplingSettings.greedy()).isEqualTo(DEFAULTS.temperature(0));
  }

  @Test
  void each_setting_changes_alone() {
    assertThat(
            DEFAULTS
                .temperature(0.5)
                .topP(0.9)
                .topK(7)
                .maxTokens(9)
                .stopTokenIds(Set.of(3))
                .samples(4)
                .seed(11))
        .isEqualTo(new SamplingSettings(0.5, 0.9, 7, 9, Set.of(3), 4, 11));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1e-39, Double.NaN, Double.POSITIVE_INFINITY})
  void a_temperature_out_of_range_is_refused(double temperature) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.temperature(temperature))
        .withMessageContaining("temperature must be 0 (greedy) or at least");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.01, Double.NaN})
  void a_nucleus_out_of_range_is_refused(double topP) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.topP(topP))
        .withMessageContaining("topP must be in (0, 1]");
  }

  @Test
  void counts_out_of_range_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.topK(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.maxTokens(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.samples(0));
  }
}
