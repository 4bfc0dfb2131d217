package dev.o1pruner.examples.command;

import dev.o1pruner.PruningResult;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.examples.arithmetic.ArithmeticTask;
import dev.o1pruner.examples.arithmetic.BeforeAndAfter;
import dev.o1pruner.examples.arithmetic.EmbeddedModel;
import dev.o1pruner.examples.arithmetic.PruningExperiment;
import dev.o1pruner.model.LanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The embedded experiment: a model that over-checks goes in, a shorter-thinking one comes out. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Prunes the embedded model and shows what it saved.")
public final class PruneCommand implements Runnable {

  private static final List<String> SHOWN_LEVELS = List.of("1", "2", "3");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--problems", description = "Problems to train on.")
  private int problems = PruningExperiment.DEFAULT_PROBLEMS;

  @Option(names = "--k", description = "Solutions sampled per problem.")
  private int samples = PruningExperiment.DEFAULT_SAMPLES;

  @Option(names = "--held-out", description = "Problems to evaluate on.")
  private int heldOut = PruningExperiment.DEFAULT_HELD_OUT;

  @Option(names = "--seed", description = "Problems, samples and batches derive from it.")
  private long seed = PruningExperiment.DEFAULT_SEED;

  @Option(names = "--out", description = "Directory of the results [runs/prune-seed<seed>].")
  private @Nullable Path out;

  @Override
  public void run() {
    PrintWriter output = spec.commandLine().getOut();
    Path directory = Objects.requireNonNullElseGet(out, () -> Path.of("runs", "prune-seed" + seed));
    PruningExperiment experiment = new PruningExperiment(problems, samples, heldOut, seed);
    try (LanguageModel model = LanguageModel.load(EmbeddedModel.directory())) {
      PruningResult result =
          experiment.run(model, directory, new StageLines(spec.commandLine().getErr()));
      output.println();
      output.println(
          BeforeAndAfter.render(
              ArithmeticTask.heldOut(heldOut, seed),
              sampled(result.referenceRuns().get(PruningExperiment.SAMPLED)),
              sampled(result.policyRuns().get(PruningExperiment.SAMPLED)),
              SHOWN_LEVELS));
      output.println(result.report().markdown());
      output.println("results: " + directory.toAbsolutePath());
      output.flush();
    }
  }

  private static EvaluationRun sampled(@Nullable EvaluationRun run) {
    return Objects.requireNonNull(run, "the experiment evaluates at temperature 1");
  }
}
