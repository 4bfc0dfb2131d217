package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.examples.arithmetic.ComparedMethods;
import dev.o1pruner.examples.arithmetic.MethodComparison;
import dev.o1pruner.examples.arithmetic.PruningExperiment;
import dev.o1pruner.experiment.Experiment;
import dev.o1pruner.experiment.ExperimentBuilder;
import dev.o1pruner.experiment.ExperimentReport;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.RunManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's table: methods against each other on shared samples. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Compares baseline, fast prompt, SFT, DPO and O1-Pruner on the embedded model, there also with"
          + " the authors' choices and in on-policy rounds, or on a model of your own with --model,"
          + " --train and --benchmark. Stopped (Ctrl-C, SIGTERM) or killed, it goes on when it is"
          + " started again; what is there already is used.",
      "With --json, prints an object per method, benchmark, decoding and level, as evaluate"
          + " --against does, then one object: directory."
    })
public final class CompareCommand implements Replayable {

  @Mixin private ComparedModelOptions own = new ComparedModelOptions();

  @Option(
      names = "--problems",
      paramLabel = "N",
      description = "Problems to train on, of the embedded model.")
  private int problems = PruningExperiment.DEFAULT_PROBLEMS;

  @Option(names = "--k", paramLabel = "N", description = "Solutions sampled per problem.")
  private int samples = PruningExperiment.DEFAULT_SAMPLES;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description = "Problems to evaluate on, of the embedded model.")
  private int heldOut = PruningExperiment.DEFAULT_HELD_OUT;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "Each trains and evaluates every method once.")
  private List<Long> seeds = List.of(PruningExperiment.DEFAULT_SEED);

  @Option(
      names = "--lambda",
      paramLabel = "X",
      split = ",",
      description = "O1-Pruner's; of several, each is a method and they make the ablation.")
  private List<Double> lambdas = List.of(PruningExperiment.LAMBDA);

  @Option(names = "--out", paramLabel = "DIR", description = "Directory of the experiment.")
  private Path out = Path.of("runs", "compare");

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    checkArgument(samples >= 2, "--k must be at least 2 but was %s", samples);
    ExperimentBuilder experiment = experiment();
    Stoppable.resumable(output, () -> compare(experiment));
  }

  private ExperimentBuilder experiment() {
    boolean given = own.given();
    ExperimentBuilder experiment =
        given ? own.experiment(samples) : MethodComparison.experiment(problems, samples, heldOut);
    ComparedMethods methods = given ? own.methods() : MethodComparison.methods(problems, samples);
    return experiment.methods(methods.list(lambdas)).seeds(seeds).directory(out);
  }

  @Override
  public Map<String, String> inputs() {
    return experiment().build().inputs();
  }

  @Override
  public Path results() {
    return out;
  }

  private void compare(ExperimentBuilder experiment) {
    RunManifest manifest = CommandManifest.start(this, output, Map.of());
    try (RunProgress progress = new RunProgress(output)) {
      ExperimentReport report = experiment.listener(progress).build().run();
      manifest
          .put("experiment", Json.readObject(out.resolve(Experiment.PLAN)))
          .write(CommandManifest.of(out));
      ReportCommand.print(report, out, output);
    }
  }
}
