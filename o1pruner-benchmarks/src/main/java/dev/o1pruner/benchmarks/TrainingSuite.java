package dev.o1pruner.benchmarks;

import dev.o1pruner.model.Architecture;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.training.MemoryPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training steps, ours and PyTorch's, by turns: each turn is a process of its own that takes one
 * step and then those that count.
 */
final class TrainingSuite {

  private static final double MEBI = 1 << 20;

  private final Suite.Settings settings;
  private final Path scratch;
  private final PrintStream out;
  private final Table table;

  TrainingSuite(Suite.Settings settings, Path scratch, PrintStream out, Table table) {
    this.settings = settings;
    this.scratch = scratch;
    this.out = out;
    this.table = table;
  }

  /** Every model; a row for each figure. */
  void run() throws IOException {
    if (settings.smoke()) {
      measure(workload(ModelShape.TINY, 2, 8, 1), List.of(false));
      return;
    }
    measure(workload(ModelShape.THREE_MILLION, 16, 256, 10), List.of(false));
    measure(workload(ModelShape.HALF_BILLION, 4, 256, 2), List.of(false, true));
  }

  private TrainingWorkload workload(ModelShape shape, int rows, int tokens, int steps) {
    return new TrainingWorkload(shape, rows, tokens, steps, settings.threads());
  }

  /**
   * Measures one model.
   *
   * @param checkpointing with which of both we train
   */
  private void measure(TrainingWorkload workload, List<Boolean> checkpointing) throws IOException {
    Path directory = Files.createDirectories(scratch.resolve(workload.shape().name()));
    workload.shape().write(directory);
    ModelConfig config = Architecture.read(directory.resolve("config.json"));
    List<TrainingSubject> subjects = new ArrayList<>();
    for (boolean recomputing : checkpointing) {
      subjects.add(TrainingSubject.ours(directory, workload, recomputing));
    }
    if (!settings.smoke()) {
      subjects.add(TrainingSubject.eager(settings.python(), workload, scratch));
    }
    String what =
        "%s, training %d x %d"
            .formatted(workload.shape().name(), workload.rows(), workload.tokens());
    List<Double> gemm = new ArrayList<>();
    Map<TrainingSubject, List<TrainingRun>> runs = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds(); round++) {
      try (MachineLimits limits = new MachineLimits(settings.smoke() ? 256 : 2048)) {
        gemm.add(limits.gemm());
      }
      for (TrainingSubject subject : subjects) {
        turn(what, subject, runs.computeIfAbsent(subject, unused -> new ArrayList<>()));
      }
    }
    Figure limit = new Figure(gemm);
    table.add(what, "GEMM of libtorch, GFLOP/s", limit.text());
    double flops = workload.flopsPerStep(parameters(config)) / 1e9;
    runs.forEach(
        (subject, all) -> {
          if (!all.isEmpty()) {
            rows(what, subject, all, workload.tokensPerStep(), flops, limit.median());
          }
        });
    checkpointing.forEach(recomputing -> plan(what, workload, config, recomputing));
  }

  private static long parameters(ModelConfig config) {
    return WeightLayout.of(config).stream().mapToLong(Weight::size).sum();
  }

  private void turn(String what, TrainingSubject subject, List<TrainingRun> runs) {
    try {
      TrainingRun run = subject.run(scratch.resolve("training.err"));
      out.printf("%s: %s%s %s%n", what, run.name(), subject.suffix(), run.seconds());
      runs.add(run);
    } catch (IOException e) {
      table.add(what, subject.command().get(0), "not measured: " + e.getMessage());
    }
  }

  private void rows(
      String what,
      TrainingSubject subject,
      List<TrainingRun> runs,
      int tokens,
      double billions,
      double gemm) {
    String who = runs.get(0).name() + subject.suffix();
    List<Double> seconds = runs.stream().flatMap(run -> run.seconds().stream()).toList();
    double median = new Figure(seconds).median();
    table.add(what, who + ", ms", new Figure(seconds.stream().map(s -> s * 1000).toList()).text());
    table.add(what, who + ", tokens/s", "%.0f".formatted(tokens / median));
    table.add(what, who + ", GFLOP/s", "%.0f".formatted(billions / median));
    table.add(what, who + ", % of GEMM", "%.0f".formatted(100 * billions / median / gemm));
    table.add(
        what,
        who + ", peak MiB",
        new Figure(runs.stream().map(run -> run.peakBytes() / MEBI).toList()).text());
    for (String part : runs.get(0).parts().keySet()) {
      List<Double> all = runs.stream().map(run -> 1000 * run.part(part)).toList();
      table.add(what, "%s: %s, ms".formatted(who, part), new Figure(all).text());
    }
  }

  private void plan(
      String what, TrainingWorkload workload, ModelConfig config, boolean recomputing) {
    MemoryPlan plan =
        MemoryPlan.of(
            config,
            Precision.F32,
            TrainingProcess.trainable(recomputing),
            TrainingProcess.OPTIMIZER,
            workload.tokensPerStep());
    table.add(
        what,
        "planned peak%s, MiB".formatted(recomputing ? ", checkpointing" : ""),
        "%.0f".formatted(plan.peak() / MEBI));
  }
}
