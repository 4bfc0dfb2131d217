package dev.o1pruner.examples.command;

import dev.o1pruner.examples.arithmetic.Pretraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the embedded reference model from nothing. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Trains the embedded reference model from scratch; goes on if interrupted.")
public final class PretrainCommand implements Runnable {

  private static final int STEPS_PER_LINE = 50;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--out", description = "Directory of the model and its checkpoint.")
  private Path out = Path.of("runs", "pretrain");

  @Option(names = "--steps", description = "Optimizer steps.")
  private int steps = Pretraining.DEFAULT_STEPS;

  @Option(names = "--seed", description = "Initial weights and data derive from it.")
  private long seed = Pretraining.DEFAULT_SEED;

  @Override
  public void run() {
    PrintWriter err = spec.commandLine().getErr();
    new Pretraining(steps, seed)
        .run(
            out,
            metrics -> {
              if (metrics.step() % STEPS_PER_LINE == 0) {
                err.printf(
                    "step %d of %d: loss %.4f, gradient norm %.3f, %.0f tokens/s%n",
                    metrics.step(),
                    metrics.steps(),
                    metrics.loss(),
                    metrics.gradientNorm(),
                    metrics.tokens() / metrics.seconds());
                err.flush();
              }
            });
    spec.commandLine().getOut().println("model: " + out.toAbsolutePath());
  }
}
