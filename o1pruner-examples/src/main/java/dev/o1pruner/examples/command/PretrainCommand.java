package dev.o1pruner.examples.command;

import static dev.o1pruner.examples.command.Texts.format;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.arithmetic.Pretraining;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingListener;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the embedded reference model from nothing. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Trains the embedded reference model from scratch; goes on if interrupted.",
      "With --json, prints one object: model (its directory), steps, seconds of this process."
    })
public final class PretrainCommand implements Runnable {

  private static final int STEPS_PER_LINE = 100;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the model and its checkpoint.")
  private Path out = Path.of("runs", "pretrain");

  @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps.")
  private int steps = Pretraining.DEFAULT_STEPS;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Initial weights and data derive from it.")
  private long seed = Pretraining.DEFAULT_SEED;

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    Pretraining pretraining = new Pretraining(steps, seed);
    long start = System.nanoTime();
    try (Progress progress = output.progress("pretrain", steps, "steps")) {
      pretraining.run(out, show(progress));
    }
    JsonObject line = new JsonObject();
    line.addProperty("model", out.toAbsolutePath().toString());
    line.addProperty("steps", steps);
    line.addProperty("seconds", (System.nanoTime() - start) / 1e9);
    output.json(line);
    output.words("model: " + out.toAbsolutePath());
  }

  private static TrainingListener show(Progress progress) {
    return metrics -> {
      if ((metrics.step() + 1) % STEPS_PER_LINE == 0) {
        progress.line(figures(metrics));
      }
      progress.done(metrics.step() + 1);
    };
  }

  private static String figures(StepMetrics metrics) {
    return format(
        "  step %d: loss %.4f, gradient %.3f, %.0f tokens/s",
        metrics.step() + 1,
        metrics.loss(),
        metrics.gradientNorm(),
        metrics.tokens() / metrics.seconds());
  }
}
