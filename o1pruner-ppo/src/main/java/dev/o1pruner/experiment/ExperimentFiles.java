package dev.o1pruner.experiment;

import com.google.gson.JsonObject;
import dev.o1pruner.SolutionFile;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.file.Path;

/**
 * Where an experiment keeps what.
 *
 * <pre>
 * experiment.json                        the plan
 * benchmarks/NAME.jsonl                  problems
 * samples/seed-S/samples.json            what the samples depend on
 *                samples.jsonl           the reference's graded samples, shared by all methods
 * cells/METHOD/seed-S/cell.json          what the policy depends on
 *                     metrics.jsonl      one line per optimizer step
 *                     checkpoint/        what the training goes on from; until the policy is there
 *                     model/             the policy
 *                     training.json      seconds; there once the policy is
 *                     BENCHMARK.DECODING.json   what the evaluation depends on
 *                     BENCHMARK.DECODING.jsonl  graded solutions; there once all are
 * report.md, report.json, report.html
 * </pre>
 *
 * @param root the experiment's directory
 */
record ExperimentFiles(Path root) {

  Path plan() {
    return root.resolve(Experiment.PLAN);
  }

  Path benchmark(String name) {
    return root.resolve("benchmarks").resolve(name + ".jsonl");
  }

  SolutionFile samples(long seed) {
    return new SolutionFile(samplesDirectory(seed), "samples");
  }

  Path samplesFingerprint(long seed) {
    return samplesDirectory(seed).resolve("samples.json");
  }

  private Path samplesDirectory(long seed) {
    return root.resolve("samples").resolve("seed-" + seed);
  }

  Path cell(String method, long seed) {
    return root.resolve("cells").resolve(method).resolve("seed-" + seed);
  }

  Path training(String method, long seed) {
    return cell(method, seed).resolve("training.json");
  }

  SolutionFile evaluation(String method, long seed, String benchmark, String decoding) {
    return new SolutionFile(cell(method, seed), benchmark + "." + decoding);
  }

  Path report(String suffix) {
    return root.resolve("report." + suffix);
  }

  void writePlan(ExperimentPlan plan) {
    AtomicFiles.writeText(plan(), Json.pretty(plan) + "\n");
  }

  ExperimentPlan readPlan() {
    return read(plan(), ExperimentPlan.class);
  }

  /**
   * Reads what was written as JSON.
   *
   * @throws IllegalArgumentException if the file is missing or holds something else
   */
  static <T> T read(Path file, Class<T> type) {
    JsonObject json = Json.readObject(file);
    try {
      return Json.gson().fromJson(json, type);
    } catch (RuntimeException e) { // of Gson, and of a part that is missing
      throw new IllegalArgumentException(
          file + " isn't what an experiment writes there: restore it, or run the experiment anew",
          e);
    }
  }
}
