package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.PruningReport;
import dev.o1pruner.PruningResult;
import dev.o1pruner.RunDirectory;
import dev.o1pruner.examples.arithmetic.ArithmeticTask;
import dev.o1pruner.examples.arithmetic.BeforeAndAfter;
import dev.o1pruner.examples.arithmetic.EmbeddedModel;
import dev.o1pruner.examples.arithmetic.PruningExperiment;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.RunManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The embedded experiment: a model that over-checks goes in, a shorter-thinking one comes out. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Prunes the embedded model and shows what it saved. Stopped (Ctrl-C, SIGTERM) or killed, it"
          + " goes on when it is started again; of a finished run it shows the results.",
      "With --json, prints what evaluate --against prints, each line with the decoding setting it"
          + " is of, then one object: directory, stageSeconds, steps, endedEarly (what a guard"
          + " ended training for; empty if none did)."
    })
public final class PruneCommand implements Replayable {

  private static final List<String> SHOWN_LEVELS = List.of("1", "2", "3");

  @Option(names = "--problems", paramLabel = "N", description = "Problems to train on.")
  private int problems = PruningExperiment.DEFAULT_PROBLEMS;

  @Option(names = "--k", paramLabel = "N", description = "Solutions sampled per problem.")
  private int samples = PruningExperiment.DEFAULT_SAMPLES;

  @Option(names = "--held-out", paramLabel = "N", description = "Problems to evaluate on.")
  private int heldOut = PruningExperiment.DEFAULT_HELD_OUT;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Problems, samples and batches derive from it.")
  private long seed = PruningExperiment.DEFAULT_SEED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the results [runs/prune-seed<seed>].")
  private @Nullable Path out;

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private GuardOptions guards = new GuardOptions();

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    PruningExperiment experiment = experiment();
    Stoppable.resumable(output, () -> prune(experiment, results()));
  }

  private PruningExperiment experiment() {
    return new PruningExperiment(problems, samples, heldOut, seed);
  }

  @Override
  public Map<String, String> inputs() {
    return experiment().inputs();
  }

  @Override
  public Path results() {
    return Objects.requireNonNullElseGet(out, () -> Path.of("runs", "prune-seed" + seed));
  }

  private void prune(PruningExperiment experiment, Path directory) {
    try (LanguageModel model = LanguageModel.load(EmbeddedModel.directory());
        RunProgress progress = new RunProgress(output)) {
      RunManifest manifest = CommandManifest.start(this, output, experiment.settings());
      PruningResult result =
          experiment.run(
              model,
              directory,
              progress,
              run -> run.keepCheckpoints(checkpoints.keep()).guards(guards.settings()));
      Path written = CommandManifest.of(directory);
      if (!Files.exists(written)) {
        manifest
            .put("run", Json.readObject(directory.resolve(RunDirectory.RUN)))
            .put("stageSeconds", result.report().seconds())
            .write(written);
      }
      json(result.report(), directory);
      output.words(words(result, directory));
    }
  }

  private void json(PruningReport report, Path directory) {
    report
        .comparisons()
        .forEach(
            (decoding, comparison) ->
                EvaluationLines.of(comparison)
                    .forEach(
                        line -> {
                          line.addProperty("decoding", decoding);
                          output.json(line);
                        }));
    JsonObject line = new JsonObject();
    line.addProperty("directory", directory.toAbsolutePath().toString());
    line.add("stageSeconds", Json.gson().toJsonTree(report.seconds()));
    line.addProperty("steps", report.steps());
    line.addProperty("endedEarly", report.endedEarly());
    output.json(line);
  }

  private String words(PruningResult result, Path directory) {
    String pairs =
        BeforeAndAfter.render(
            ArithmeticTask.heldOut(heldOut, seed),
            PruningExperiment.sampled(result.referenceRuns()),
            PruningExperiment.sampled(result.policyRuns()),
            SHOWN_LEVELS);
    return "%n%s%n%s%nresults: %s"
        .formatted(pairs, result.report().markdown(), directory.toAbsolutePath());
  }
}
