package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.LengthHarmonizerBuilder;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.examples.arithmetic.ComparedMethods;
import dev.o1pruner.experiment.Experiment;
import dev.o1pruner.experiment.ExperimentBuilder;
import dev.o1pruner.experiment.Method;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A model of the user's own with problems, in place of the embedded one. */
final class ComparedModelOptions {

  private static final double WARM_UP = 0.1;
  private static final double MAX_GRADIENT_NORM = 10;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Hugging Face directory of another reference than the embedded model.")
  private @Nullable Path model;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description = "With --model: problems to train on, in any format that sample reads.")
  private @Nullable Path train;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME=FILE",
      description = "With --model, once or more: problems to evaluate on.")
  private Map<String, Path> benchmarks = new LinkedHashMap<>();

  @Option(
      names = "--instruction",
      paramLabel = "TEXT",
      description = "With --model: the fast-solving prompt; {problem} stands for the problem.")
  private String instruction = Method.FAST_INSTRUCTION;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "With --model: the peak.")
  private double learningRate = LengthHarmonizerBuilder.DEFAULT_LEARNING_RATE;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "With --model: solutions per optimizer step.")
  private int batchSize = LengthHarmonizerBuilder.DEFAULT_BATCH_SIZE;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "With --model: most tokens of a solution.")
  private int maxTokens = ProblemSetOptions.DEFAULT_MAX_TOKENS;

  @Option(
      names = "--sampled",
      paramLabel = "N",
      description =
          "With --model: solutions per benchmark problem at T = 1, beside the greedy one.")
  private int sampled = 4;

  /** Whether there is one. */
  boolean given() {
    checkArgument(
        model != null || (train == null && benchmarks.isEmpty()),
        "--train and --benchmark go with --model: without it, the embedded model solves its own"
            + " problems");
    return model != null;
  }

  /** An experiment with everything but methods, seeds, listener and directory. */
  ExperimentBuilder experiment(int samples) {
    checkArgument(
        model != null && train != null && !benchmarks.isEmpty(),
        "--model needs --train FILE and --benchmark NAME=FILE");
    SamplingSettings drawn = SamplingSettings.defaults().maxTokens(maxTokens);
    ExperimentBuilder experiment =
        Experiment.builder()
            .reference(model)
            .training(ProblemFile.read(train))
            .sampling(drawn.samples(samples))
            .decodings(
                ImmutableMap.of(
                    "greedy",
                    SamplingSettings.greedy().maxTokens(maxTokens),
                    "T=1",
                    drawn.samples(sampled).seed(1)));
    benchmarks.forEach((name, file) -> experiment.benchmark(name, ProblemFile.read(file)));
    return experiment;
  }

  /** The methods compared, with the authors' settings. */
  ComparedMethods methods() {
    OfflineTraining training =
        new OfflineTraining(
            new TrainingSettings(
                LearningRateSchedule.cosine(learningRate, WARM_UP),
                OptimizerSettings.adamW(),
                MAX_GRADIENT_NORM,
                TrainingSettings.DEFAULT_MICROBATCH_TOKENS),
            batchSize);
    return new ComparedMethods(
        instruction,
        training,
        training,
        RewardRecipe.OFFICIAL_KEPT,
        PolicyLoss.DEFAULT_CLIP_RANGE,
        List.of());
  }
}
