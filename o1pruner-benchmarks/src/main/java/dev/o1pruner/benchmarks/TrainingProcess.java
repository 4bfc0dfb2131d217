package dev.o1pruner.benchmarks;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.ResidentMemory;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingCheckpoints;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingSession;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Our own training in a process of its own, so that its peak memory is that of training alone.
 * Arguments: a model directory, a {@link TrainingWorkload} as JSON, whether with gradient
 * checkpointing. Prints a {@link TrainingRun}.
 */
final class TrainingProcess {

  /** All weights by AdamW. */
  static final OptimizerSettings OPTIMIZER = OptimizerSettings.adamW();

  private TrainingProcess() {}

  public static void main(String[] args) {
    TrainingWorkload workload = Json.gson().fromJson(args[1], TrainingWorkload.class);
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(workload.threads()));
    System.setProperty("ai.djl.offline", "true");
    try (LanguageModel model = LanguageModel.random(Path.of(args[0]), 1)) {
      TrainingRun run = train(model, workload, trainable(Boolean.parseBoolean(args[2])));
      System.out.println(Json.gson().toJson(run));
    }
  }

  static Trainable trainable(boolean checkpointing) {
    return checkpointing ? Trainable.full().withGradientCheckpointing() : Trainable.full();
  }

  private static TrainingRun train(
      LanguageModel model, TrainingWorkload workload, Trainable trainable) {
    TrainingSettings settings =
        new TrainingSettings(
            LearningRateSchedule.constant(1e-4), OPTIMIZER, 1, workload.tokensPerStep());
    Trainer trainer =
        new Trainer(model, trainable, PolicyLoss.nextToken(), settings, metrics -> {});
    List<TrainingExample> batch = examples(workload);
    List<Double> seconds = new ArrayList<>();
    try (TrainingSession session =
        trainer.start(workload.steps() + 1, TrainingCheckpoints.none())) {
      session.step(batch);
      for (int step = 0; step < workload.steps(); step++) {
        long start = System.nanoTime();
        session.step(batch);
        seconds.add((System.nanoTime() - start) / 1e9);
      }
    }
    long peak = ResidentMemory.peak().orElse(0);
    return new TrainingRun(
        "o1pruner f32",
        seconds,
        peak,
        StepParts.measure(model, batch, trainable.gradientCheckpointing()));
  }

  /** Random tokens; all but the last of a row are read, all but the first scored. */
  private static List<TrainingExample> examples(TrainingWorkload workload) {
    return IntStream.range(0, workload.rows())
        .mapToObj(
            row -> {
              ImmutableIntArray ids =
                  ImmutableIntArray.copyOf(
                      new Random(row)
                          .ints(workload.tokens() + 1, 0, workload.shape().vocabulary()));
              return TrainingExample.imitation(
                  "p" + row, new TokenSequence(ids.subArray(0, 1), ids.subArray(1, ids.length())));
            })
        .toList();
  }
}
