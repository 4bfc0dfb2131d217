package dev.o1pruner;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;

/** The two configurations of arXiv 2501.12570, with what only its authors' code states. */
final class PublishedSettings {

  private static final double TEMPERATURE = 0.5;
  private static final double TOP_P = 0.8;
  private static final int MAX_TOKENS = 8192;
  private static final double WARM_UP = 0.1;
  private static final double MAX_GRADIENT_NORM = 10;
  private static final int BATCH_SIZE = 32;
  private static final int EPOCHS = 1;

  private PublishedSettings() {}

  static LengthHarmonizerBuilder marcoO1() {
    return common(16, 2, OptimizerSettings.adamMini(), 2e-7, 3072);
  }

  static LengthHarmonizerBuilder qwqPreview() {
    return common(12, 5, OptimizerSettings.adamW(), 2e-6, 4096).trainable(Trainable.lastLayers(48));
  }

  private static LengthHarmonizerBuilder common(
      int samples, double lambda, OptimizerSettings optimizer, double rate, int trainingTokens) {
    return LengthHarmonizer.builder()
        .sampling(
            SamplingSettings.defaults()
                .samples(samples)
                .temperature(TEMPERATURE)
                .topP(TOP_P)
                .maxTokens(MAX_TOKENS))
        .recipe(RewardRecipe.officialCode(lambda))
        .loss(PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE))
        .training(
            new TrainingSettings(
                LearningRateSchedule.cosine(rate, WARM_UP),
                optimizer,
                MAX_GRADIENT_NORM,
                TrainingSettings.DEFAULT_MICROBATCH_TOKENS))
        .sequenceLimit(SequenceLimit.drop(trainingTokens))
        .batchSize(BATCH_SIZE)
        .epochs(EPOCHS)
        .evaluations(ImmutableMap.of("greedy", SamplingSettings.greedy().maxTokens(MAX_TOKENS)));
  }
}
