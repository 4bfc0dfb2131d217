package dev.o1pruner;

import com.google.gson.JsonObject;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.reward.SampleLine;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.StepMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files of a run: {@value #SAMPLES}, {@value #METRICS}, {@value #REPORT}, {@value
 * #REPORT_JSON}, {@value #MODEL}/ and the evaluated solutions.
 */
public final class RunDirectory {

  /** Every sampled solution with its grade, reward and advantage. */
  public static final String SAMPLES = "samples.jsonl";

  /** One line per optimizer step. */
  public static final String METRICS = "metrics.jsonl";

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

  private final Path directory;

  /** Makes the directory if it isn't there; a run replaces the files of an earlier one. */
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
   * Removes the metrics of an earlier run, but for what this one has gone on from.
   *
   * @param finishedSteps steps that are done
   */
  public void startMetrics(int finishedSteps) {
    keepBefore(METRICS, "step", finishedSteps);
  }

  /** The same for rounds. */
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

  /** Appends one optimizer step. */
  public void appendStep(StepMetrics metrics) {
    append(METRICS, metrics);
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
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
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
          String setting = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
          JsonLines.write(
              directory.resolve("evaluation-%s-%s.jsonl".formatted(model, setting)), lines);
        });
  }

  /** Writes the tables and the figures behind them. */
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
