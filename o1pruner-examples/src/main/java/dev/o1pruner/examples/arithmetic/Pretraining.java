package dev.o1pruner.examples.arithmetic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.script.ComputeThreads;
import dev.o1pruner.optimizer.AdamWSettings;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.RunManifest;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingCheckpoints;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the embedded reference model from nothing: next-token training on solutions thought aloud.
 * Can be interrupted: the same call goes on from the last checkpoint.
 *
 * @param steps optimizer steps, each on {@value #BATCH_SIZE} fresh solutions
 * @param seed initial weights and data derive from it
 */
public record Pretraining(int steps, long seed) {

  /** Steps that made the shipped model. */
  public static final int DEFAULT_STEPS = 3500;

  /** Seed that made the shipped model. */
  public static final long DEFAULT_SEED = 1;

  /** Name of the manifest beside the model. */
  public static final String MANIFEST = "pretraining.json";

  private static final int BATCH_SIZE = 48;
  private static final double PEAK_LEARNING_RATE = 2e-3;
  private static final double WARM_UP = 0.03;
  private static final AdamWSettings ADAM_W = new AdamWSettings(0.9, 0.98, 1e-8, 0.01);
  private static final double MAX_GRADIENT_NORM = 1;
  private static final int MICROBATCH_TOKENS = 1024;
  private static final int CHECKPOINT_EVERY = 250;

  /** Checks the number of steps. */
  public Pretraining {
    checkArgument(steps > 0, "steps must be positive but was %s", steps);
  }

  /**
   * Trains, then saves the model in bfloat16 with its manifest.
   *
   * @param directory gets the model, and a folder {@code checkpoint} to go on from
   * @param listener told of each step
   */
  public void run(Path directory, TrainingListener listener) {
    Path architecture = EmbeddedModel.directory();
    RunManifest manifest = RunManifest.start(ComputeThreads.available(), settings());
    long start = System.nanoTime();
    int[] stepsTaken = {0};
    TrainingListener recorder = metrics -> stepsTaken[0]++;
    try (LanguageModel model = LanguageModel.random(architecture, seed)) {
      new Trainer(model, PolicyLoss.nextToken(), trainingSettings(), recorder.andThen(listener))
          .train(
              traces(model),
              TrainingCheckpoints.in(directory.resolve("checkpoint"), CHECKPOINT_EVERY));
      model.save(directory, Precision.BF16);
    }
    manifest
        .put("stepsOfThisProcess", stepsTaken[0])
        .put("secondsOfThisProcess", (System.nanoTime() - start) / 1e9)
        .putFile("model", directory.resolve(ModelDirectory.WEIGHTS))
        .write(directory.resolve(MANIFEST));
  }

  private PretrainingTraces traces(LanguageModel model) {
    int end = model.endTokenIds().iterator().next();
    return new PretrainingTraces(
        PromptFormat.chat(model)::encode,
        text ->
            ImmutableIntArray.builder()
                .addAll(model.tokenizer().encode(text, false))
                .add(end)
                .build(),
        steps,
        BATCH_SIZE,
        seed);
  }

  private TrainingSettings trainingSettings() {
    return new TrainingSettings(
        LearningRateSchedule.cosine(PEAK_LEARNING_RATE, WARM_UP),
        OptimizerSettings.of(ADAM_W),
        MAX_GRADIENT_NORM,
        MICROBATCH_TOKENS);
  }

  private Map<String, Object> settings() {
    return ImmutableMap.<String, Object>builder()
        .put("steps", steps)
        .put("seed", seed)
        .put("solutionsPerStep", BATCH_SIZE)
        .put("peakLearningRate", PEAK_LEARNING_RATE)
        .put("warmUp", WARM_UP)
        .put("adamW", ADAM_W)
        .put("maxGradientNorm", MAX_GRADIENT_NORM)
        .put("microbatchTokens", MICROBATCH_TOKENS)
        .put("storedAs", Precision.BF16)
        .buildOrThrow();
  }
}
