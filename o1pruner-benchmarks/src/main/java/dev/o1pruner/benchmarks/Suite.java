package dev.o1pruner.benchmarks;

import dev.o1pruner.benchmarks.Main.Part;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.sampling.DecodingReport;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.WeightCopy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Everything that is measured, in order; within a part the subjects take turns. */
final class Suite {

  /** How sharp the softmax of a model of random weights has to be to be like a trained one's. */
  private static final double SHARP = 0.12;

  private static final double TOP_P = 0.95;
  private static final int PROMPT = 32;

  /** Problems that a peer presamples one after the other: all would take a quarter of an hour. */
  private static final int PEER_PROBLEMS = 4;

  /**
   * What the command line says.
   *
   * @param rounds times each thing is measured
   * @param rows solutions of the largest model side by side
   * @param newTokens length of a solution of the largest model
   * @param only the part to measure, or null for all
   */
  record Settings(
      int rounds,
      int threads,
      List<Integer> rows,
      int newTokens,
      boolean smoke,
      String python,
      @Nullable Part only) {

    boolean wants(Part part) {
      return only == null || only == part;
    }
  }

  private final Settings settings;
  private final Path scratch;
  private final PrintStream out;
  private final Table table = new Table();

  Suite(Settings settings, Path scratch, PrintStream out) {
    this.settings = settings;
    this.scratch = scratch;
    this.out = out;
  }

  Table run() throws IOException {
    ModelShape small = settings.smoke() ? ModelShape.TINY : ModelShape.THREE_MILLION;
    if (settings.wants(Part.LARGE) && !settings.smoke()) {
      List<Workload> workloads = new ArrayList<>();
      for (int rows : settings.rows()) {
        workloads.add(new Workload(rows, PROMPT, settings.newTokens(), SHARP, TOP_P));
      }
      decoding(
          ModelShape.HALF_BILLION,
          workloads,
          List.of(WeightCopy.PACKED, WeightCopy.PACKED_BF16, WeightCopy.NONE));
    }
    if (settings.wants(Part.SMALL)) {
      int tokens = settings.smoke() ? 16 : 256;
      decoding(
          small,
          List.of(new Workload(64, PROMPT, tokens, 1, TOP_P)),
          List.of(WeightCopy.PACKED, WeightCopy.NONE));
    }
    if (settings.wants(Part.PRESAMPLING)) {
      presampling(small);
    }
    if (settings.wants(Part.TRAINING)) {
      new TrainingSuite(settings, scratch, out, table).run();
    }
    if (settings.wants(Part.KERNELS)) {
      new KernelSuite(settings, out, table).run();
    }
    return table;
  }

  /** Tokens per second of one model by every subject, on every workload. */
  private void decoding(ModelShape shape, List<Workload> workloads, List<WeightCopy> copies)
      throws IOException {
    Path directory = Files.createDirectories(scratch.resolve(shape.name()));
    shape.write(directory);
    try (LanguageModel model = LanguageModel.random(directory, 1);
        MachineLimits limits = new MachineLimits(settings.smoke() ? 256 : 2048)) {
      List<Subject> subjects = new ArrayList<>();
      copies.forEach(copy -> subjects.add(new EngineSubject(model, copy)));
      peers(model, shape, subjects);
      try {
        for (Workload workload : workloads) {
          measure(shape, workload, subjects, limits);
        }
      } finally {
        subjects.forEach(Subject::close);
      }
    }
  }

  private void peers(LanguageModel model, ModelShape shape, List<Subject> subjects)
      throws IOException {
    if (settings.smoke()) {
      return;
    }
    Path gguf = scratch.resolve(shape.name() + ".gguf");
    GgufFile.write(model, shape, gguf);
    subjects.add(new LlamaSubject(gguf, settings.threads()));
    try {
      subjects.add(TorchSubject.start(settings.python(), shape, settings.threads(), scratch));
    } catch (IOException e) {
      table.add(shape.name(), "PyTorch eager", "not measured: " + e.getMessage());
    }
  }

  private void measure(
      ModelShape shape, Workload workload, List<Subject> subjects, MachineLimits limits) {
    String what =
        "%s, %d rows x %d tokens, top-p %s"
            .formatted(shape.name(), workload.rows(), workload.newTokens(), workload.topP());
    Map<String, DoubleSupplier> measured = new LinkedHashMap<>();
    measured.put("GEMM of libtorch, GFLOP/s", limits::gemm);
    measured.put("GEMM of libtorch, packed, GFLOP/s", limits::packedGemm);
    measured.put("copy, GB/s", limits::copy);
    for (Subject subject : subjects) {
      measured.put(subject.name(), () -> subject.tokensPerSecond(workload));
    }
    byTurns(what, measured);
    for (Subject subject : subjects) {
      if (subject instanceof EngineSubject ours && ours.copySeconds() > 0.1) {
        table.add(
            what,
            "copy of the weights of " + ours.name() + ", s",
            "%.1f".formatted(ours.copySeconds()));
      }
    }
  }

  /** Each once per round. */
  private void byTurns(String what, Map<String, DoubleSupplier> measured) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds(); round++) {
      measured.forEach(
          (who, rate) -> {
            double value = rate.getAsDouble();
            out.printf("%s: %s %.1f%n", what, who, value);
            values.computeIfAbsent(who, unused -> new ArrayList<>()).add(value);
          });
    }
    values.forEach((who, all) -> table.add(what, who, new Figure(all).text()));
  }

  /** Useful tokens per second, and how many slots' steps are useful. */
  private void presampling(ModelShape shape) throws IOException {
    int problems = settings.smoke() ? 4 : 64;
    int samples = 16;
    Presampling presampling =
        new Presampling(problems, samples, PROMPT, settings.smoke() ? 8 : 200, TOP_P);
    String what =
        "%s, presampling %d x %d, %d tokens"
            .formatted(shape.name(), problems, samples, presampling.tokens());
    Path directory = Files.createDirectories(scratch.resolve(shape.name()));
    shape.write(directory);
    DecodingReport[] last = {DecodingReport.NONE};
    Map<String, DoubleSupplier> measured = new LinkedHashMap<>();
    try (LanguageModel model = LanguageModel.random(directory, 1)) {
      measured.put(
          "o1pruner, 64 slots",
          () -> {
            last[0] = presampling.run(model, EngineSettings.defaults());
            return last[0].tokensPerSecond();
          });
      if (settings.smoke()) {
        byTurns(what, measured);
      } else {
        try (TorchSubject torch =
            TorchSubject.start(settings.python(), shape, settings.threads(), scratch)) {
          List<List<Integer>> some =
              presampling.lengths().subList(0, Math.min(PEER_PROBLEMS, problems));
          measured.put(
              "%s, a batch of 16 for each prompt, the first %d"
                  .formatted(torch.name(), some.size()),
              () -> tokens(some) / oneByOne(presampling.workload(), some, torch));
          byTurns(what, measured);
        } catch (IOException e) {
          table.add(what, "PyTorch eager", "not measured: " + e.getMessage());
          byTurns(what, measured);
        }
      }
      table.add(
          what, "slot-steps that were useful, %", "%.1f".formatted(100 * last[0].utilisation()));
    }
  }

  private static double oneByOne(Workload shape, List<List<Integer>> lengths, TorchSubject torch) {
    return lengths.stream().mapToDouble(problem -> torch.seconds(shape, problem)).sum();
  }

  private static long tokens(List<List<Integer>> lengths) {
    return lengths.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
  }
}
