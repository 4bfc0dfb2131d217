package dev.o1pruner.examples.command;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.run.ResidentMemory;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.BatchSource;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Solutions drawn of a made-up prompt and a few training steps on made-up solutions, to see what a
 * setting takes before there are problems for it.
 *
 * @param engine of the draw, of a solution for each slot
 * @param trainable which weights
 * @param settings of the training
 * @param length tokens of a sequence; a microbatch has as many sequences as fit its budget
 * @param steps optimizer steps of one microbatch each
 */
record Rehearsal(
    EngineSettings engine, Trainable trainable, TrainingSettings settings, int length, int steps) {

  private static final double RATE = 1e-5;
  private static final int PROMPT_TOKENS = 8;

  /**
   * What was seen.
   *
   * @param samplingPeakBytes the most resident memory held while drawing; empty if the system
   *     doesn't tell
   * @param peakBytes the same while training
   * @param secondsPerStep median
   */
  record Seen(OptionalLong samplingPeakBytes, OptionalLong peakBytes, double secondsPerStep) {}

  /** Settings that differ from a run's in what doesn't take memory only. */
  static TrainingSettings settings(TrainableOptions options) {
    return new TrainingSettings(
        LearningRateSchedule.constant(RATE), options.optimizer(), 1, options.microbatchTokens());
  }

  /** Draws with a prepared policy, and trains it. */
  Seen run(LanguageModel policy, Consumer<StepMetrics> onStep) {
    OptionalLong samplingPeak = peakOf(() -> draw(policy));
    List<Double> seconds = new ArrayList<>();
    OptionalLong peak = peakOf(() -> train(policy, seconds, onStep));
    seconds.sort(null);
    return new Seen(samplingPeak, peak, seconds.get(seconds.size() / 2));
  }

  private static OptionalLong peakOf(Runnable work) {
    boolean measurable = ResidentMemory.resetPeak();
    work.run();
    return measurable ? ResidentMemory.peak() : OptionalLong.empty();
  }

  private void draw(LanguageModel policy) {
    SamplingSettings sampling =
        SamplingSettings.defaults().maxTokens(length - PROMPT_TOKENS).samples(engine.slots());
    Prompt prompt = new Prompt("rehearsal", tokens(new Random(0), PROMPT_TOKENS, policy));
    new EngineSampler(policy, engine).sample(List.of(prompt), sampling);
  }

  private static ImmutableIntArray tokens(Random random, int number, LanguageModel policy) {
    return ImmutableIntArray.copyOf(random.ints(number, 0, policy.config().vocabSize()));
  }

  private void train(LanguageModel policy, List<Double> seconds, Consumer<StepMetrics> onStep) {
    int batch = Math.max(1, settings.microbatchTokens() / length);
    new Trainer(
            policy,
            trainable,
            PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE),
            settings,
            metrics -> {
              seconds.add(metrics.seconds());
              onStep.accept(metrics);
            })
        .train(BatchSource.shuffled(examples(batch, policy), batch, 1, 0));
  }

  /** Sequences of random tokens with the log-probs of a model that knows nothing. */
  private List<TrainingExample> examples(int batch, LanguageModel policy) {
    Random random = new Random(0);
    double[] refLogProbs = new double[length + 1 - PROMPT_TOKENS];
    Arrays.fill(refLogProbs, -Math.log(policy.config().vocabSize()));
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < batch * steps; i++) {
      // one more than is read: the last token is predicted only
      ImmutableIntArray tokens = tokens(random, length + 1, policy);
      examples.add(
          new TrainingExample(
              "rehearsal-" + i,
              0,
              new TokenSequence(
                  tokens.subArray(0, PROMPT_TOKENS), tokens.subArray(PROMPT_TOKENS, length + 1)),
              0,
              i % 2 == 0 ? 1 : -1,
              ImmutableDoubleArray.copyOf(refLogProbs)));
    }
    return examples;
  }
}
