package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelWeights;
import dev.o1pruner.reward.SampleLine;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.Fingerprint;
import dev.o1pruner.run.IoReason;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.GuardEvent;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run: {@value #RUN}, {@value #SAMPLES}, {@value #METRICS}, {@value #EVENTS} if
 * there were any, {@value #REPORT}, {@value #REPORT_JSON}, {@value #MODEL}/ and the evaluated
 * solutions; while it trains, {@value #CHECKPOINT}/ as well.
 */
public final class RunDirectory {

  /** Every sampled solution with its grade, reward and advantage. */
  public static final String SAMPLES = "samples.jsonl";

  /** What the results depend on: model, problems, settings. */
  public static final String RUN = "run.json";

  /** One line per optimizer step. */
  public static final String METRICS = "metrics.jsonl";

  /** One line per event of training: what guards found, and how the policy did when checked. */
  public static final String EVENTS = "events.jsonl";

  /** One line per on-policy round. */
  public static final String ROUNDS = "rounds.jsonl";

  /** The tables. */
  public static final String REPORT = "report.md";

  /** The same figures for programs. */
  public static final String REPORT_JSON = "report.json";

  /** The pruned model, a Hugging Face directory. */
  public static final String MODEL = "model";

  /** The adapter of a model trained with one, in PEFT's format. */
  public static final String ADAPTER = "adapter";

  /** What a training goes on from if it is cut off. */
  public static final String CHECKPOINT = "checkpoint";

  private final Path directory;

  /** Makes the directory if it isn't there. */
  public RunDirectory(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Where the files are. */
  public Path path() {
    return directory;
  }

  /**
   * Keeps everybody else from writing to it.
   *
   * @throws IllegalStateException naming who does already
   */
  FileClaim lock() {
    return FileClaim.takeDirectory(directory);
  }

  /**
   * Takes the directory for a run, or makes sure that it is this one's.
   *
   * @param parts what the run's results depend on
   * @throws IllegalArgumentException naming what differs, or a file of who knows what run
   */
  void claim(Map<String, ?> parts) {
    Path run = directory.resolve(RUN);
    for (String name : List.of(SAMPLES, METRICS, REPORT_JSON, MODEL)) {
      checkArgument(
          Files.exists(run) || !Files.exists(directory.resolve(name)),
          "%s holds %s, but no %s that says what it is of: give another directory, or delete it",
          directory,
          name,
          RUN);
    }
    Fingerprint.claim(List.of(Fingerprint.of(run, parts)));
  }

  /** The training samples. */
  SolutionFile samples() {
    return new SolutionFile(directory, "samples");
  }

  /** The evaluated solutions of a model under a decoding setting. */
  SolutionFile evaluation(String model, String setting) {
    return new SolutionFile(
        directory,
        "evaluation-%s-%s"
            .formatted(model, setting.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")));
  }

  /** Where the training keeps what it goes on from. */
  public Path checkpoint() {
    return directory.resolve(CHECKPOINT);
  }

  /** Deletes what a training would have gone on from, once its policy is saved. */
  public void forgetCheckpoint() {
    if (!Files.exists(checkpoint())) {
      return;
    }
    try (Stream<Path> files = Files.list(checkpoint())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(checkpoint());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + checkpoint() + ": " + e.getMessage(), e);
    }
  }

  /** Writes the training samples, in their order. */
  public void writeSamples(List<Solution> solutions, List<WeightedSolution> weighted) {
    writeSamples(SAMPLES, solutions, weighted);
  }

  /** Writes the samples of an on-policy round to {@code samples-round-N.jsonl}. */
  void writeRound(int round, List<Solution> solutions, List<WeightedSolution> weighted) {
    writeSamples("samples-round-%d.jsonl".formatted(round), solutions, weighted);
  }

  private void writeSamples(
      String file, List<Solution> solutions, List<WeightedSolution> weighted) {
    List<JsonObject> lines = new ArrayList<>();
    for (int i = 0; i < solutions.size(); i++) {
      JsonObject line = SampleLine.add(SampleLine.of(solutions.get(i)), weighted.get(i).solution());
      lines.add(SampleLine.add(line, weighted.get(i)));
    }
    JsonLines.write(directory.resolve(file), lines);
  }

  /**
   * Writes each optimizer step to {@value #METRICS}, and events from its start on to {@value
   * #EVENTS}. Of what is there it keeps what the training has gone on from; of several trainings,
   * what the first has.
   */
  public TrainingListener metrics() {
    return new TrainingListener() {
      private boolean started;

      @Override
      public void onStart(TrainingProgress before, int steps) {
        if (!started) {
          int done = before.steps();
          keepBefore(METRICS, "step", done);
          keepBefore(EVENTS, "step", done == 0 ? 0 : done + 1); // after so many steps
          started = true;
        }
      }

      @Override
      public void onStep(StepMetrics metrics) {
        append(METRICS, metrics);
      }

      @Override
      public void onEvent(TrainingEvent event) {
        if (started) { // what is told before is of the past, and there already
          append(EVENTS, event instanceof GuardEvent guard ? guard.json() : event);
        }
      }
    };
  }

  /** Removes the rounds of an earlier run, but for those that this one has gone on from. */
  void startRounds(int finishedRounds) {
    keepBefore(ROUNDS, "round", finishedRounds);
  }

  private void keepBefore(String name, String number, int end) {
    Path file = directory.resolve(name);
    if (end > 0 && Files.exists(file)) {
      JsonLines.write(
          file,
          JsonLines.read(file, line -> line, JsonLines.OnBadLine.skip(torn -> {})).stream()
              .filter(line -> line.get(number).getAsInt() < end)
              .toList());
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot replace " + file + ": " + e.getMessage(), e);
    }
  }

  /** Appends one on-policy round. */
  void appendRound(RoundReport report) {
    append(ROUNDS, report);
  }

  private void append(String name, Object line) {
    Path file = directory.resolve(name);
    try {
      Files.writeString(
          file,
          Json.gson().toJson(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC); // before the checkpoint that the step is in
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + IoReason.of(e), e);
    }
  }

  /** Writes the solutions of a model's evaluations, one file per decoding setting. */
  public void writeEvaluations(String model, Map<String, EvaluationRun> runs) {
    runs.forEach(
        (name, run) -> {
          List<JsonObject> lines = new ArrayList<>();
          for (int i = 0; i < run.solutions().size(); i++) {
            lines.add(SampleLine.add(SampleLine.of(run.solutions().get(i)), run.graded().get(i)));
          }
          JsonLines.write(evaluation(model, name).path(), lines);
        });
  }

  /**
   * How a finished run's training went; null if the run isn't finished.
   *
   * @throws IllegalArgumentException naming what is missing from {@value #REPORT_JSON}
   */
  @Nullable FinishedTraining finished() {
    Path report = directory.resolve(REPORT_JSON);
    return Files.exists(report) ? FinishedTraining.of(Json.readObject(report)) : null;
  }

  /** Gives a policy the weights that {@link #writeModel} saved, in place. */
  void readModel(LanguageModel policy) {
    ModelWeights.restore(
        policy, directory.resolve(policy.adapterSettings() == null ? MODEL : ADAPTER));
  }

  /** Writes the tables and the figures behind them, which tell that the run is finished. */
  public void writeReport(PruningReport report) {
    AtomicFiles.writeText(directory.resolve(REPORT), report.markdown());
    AtomicFiles.writeText(directory.resolve(REPORT_JSON), Json.pretty(report) + "\n");
  }

  /** Saves the model, an adapter merged into it, and an adapter by itself as well. */
  public void writeModel(LanguageModel policy) {
    policy.save(directory.resolve(MODEL));
    if (policy.adapterSettings() != null) {
      policy.saveAdapter(directory.resolve(ADAPTER));
    }
  }
}
