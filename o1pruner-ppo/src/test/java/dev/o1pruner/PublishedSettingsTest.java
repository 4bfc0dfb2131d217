package dev.o1pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainable;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of the paper and its authors' code. */
class PublishedSettingsTest {

  private static final SamplingSettings SAMPLING =
      SamplingSettings.defaults().temperature(0.5).topP(0.8).maxTokens(8192);

  private static final List<GradedSolution> GROUP =
      IntStream.range(0, 4)
          .mapToObj(i -> new GradedSolution("p", i, 100, i < 2, "1", false))
          .toList();

  @Test
  void marco_o1() {
    HarmonizerSettings settings = LengthHarmonizerBuilder.marcoO1().settings();

    assertThat(settings.sampling()).isEqualTo(SAMPLING.samples(16));
    assertThat(settings.training().optimizer()).isEqualTo(OptimizerSettings.adamMini());
    assertThat(settings.sequenceLimit()).isEqualTo(SequenceLimit.drop(3072));
    assertThat(settings.trainable()).hasToString(Trainable.full().toString());
    assertCommon(settings, 2e-7, 2);
  }

  @Test
  void qwq_preview() {
    HarmonizerSettings settings = LengthHarmonizerBuilder.qwqPreview().settings();

    assertThat(settings.sampling()).isEqualTo(SAMPLING.samples(12));
    assertThat(settings.training().optimizer()).isEqualTo(OptimizerSettings.adamW());
    assertThat(settings.sequenceLimit()).isEqualTo(SequenceLimit.drop(4096));
    assertThat(settings.trainable()).hasToString(Trainable.lastLayers(48).toString());
    assertCommon(settings, 2e-6, 5);
  }

  private static void assertCommon(HarmonizerSettings settings, double rate, double lambda) {
    // 200 steps: 20 of warm-up, then the peak
    assertThat(settings.training().schedule().rate(20, 200)).isCloseTo(rate, within(1e-12));
    // halfway through the other 180 a cosine is at half
    assertThat(settings.training().schedule().rate(110, 200)).isCloseTo(rate / 2, within(1e-12));
    assertThat(settings.training().maxGradientNorm()).isEqualTo(10);
    assertThat(settings.batchSize()).isEqualTo(32);
    assertThat(settings.epochs()).isEqualTo(1);
    assertThat(settings.evaluations().values())
        .containsExactly(SamplingSettings.greedy().maxTokens(8192));
    assertThat(settings.recipe().keep().keep(GROUP, sample -> 0)).hasSize(2);
    // all as long as the mean, half of them right: lambda * (1 - 0.5)
    assertThat(settings.recipe().weigh(GROUP).get(0).reward()).isCloseTo(lambda / 2, within(1e-12));
  }
}
