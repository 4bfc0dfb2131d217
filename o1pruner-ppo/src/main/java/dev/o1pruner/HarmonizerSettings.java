package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.grading.GradingFigures;
import dev.o1pruner.loss.LossFigures;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run does the same way whatever the model and the problems.
 *
 * @param sampling how the reference's K samples are drawn
 * @param sampler what draws them; null for the reference itself
 * @param slots sequences the sampler decodes side by side
 * @param grading what counts as right
 * @param recipe how graded samples become advantages
 * @param loss the objective
 * @param trainable which weights are trained
 * @param training optimizer, schedule, clipping
 * @param sequenceLimit what happens to long training sequences
 * @param batchSize solutions per optimizer step
 * @param epochs passes over the kept samples
 * @param guards what training is watched for
 * @param evaluations decoding settings to evaluate under, by the name they have in reports
 * @param seed batch order derives from it; sampling has its own
 */
record HarmonizerSettings(
    SamplingSettings sampling,
    @Nullable Sampler sampler,
    int slots,
    Grading grading,
    RewardRecipe recipe,
    PolicyLoss loss,
    Trainable trainable,
    TrainingSettings training,
    SequenceLimit sequenceLimit,
    int batchSize,
    int epochs,
    GuardSettings guards,
    Map<String, SamplingSettings> evaluations,
    long seed) {

  HarmonizerSettings {
    checkArgument(
        sampling.samples() >= 2,
        "samples is %s: each problem needs at least 2 solutions to compare with each other",
        sampling.samples());
    evaluations = ImmutableMap.copyOf(evaluations);
  }

  /** Every setting that results depend on; of what is code, what it makes of made-up solutions. */
  Map<String, Object> describe(NDManager manager) {
    return ImmutableMap.of(
        "sampling",
        sampling,
        "sampler",
        sampler == null ? "the reference" : "another",
        "training",
        offline().describe(),
        "loss",
        LossFigures.of(loss, manager),
        "grading",
        GradingFigures.of(grading),
        "evaluations",
        evaluations,
        "seed",
        seed);
  }

  /** The part that training needs, whatever the loss. */
  OfflineTraining offline() {
    return new OfflineTraining(training, trainable, sequenceLimit, batchSize, epochs, guards);
  }
}
