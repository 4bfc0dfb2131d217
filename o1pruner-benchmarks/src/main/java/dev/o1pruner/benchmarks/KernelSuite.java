package dev.o1pruner.benchmarks;

import dev.o1pruner.benchmarks.kernels.Choice;
import java.io.PrintStream;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** What a step is made of, by JMH, each on one thread as a small model's slots have it. */
final class KernelSuite {

  private static final int ITERATIONS = 5;

  private final Suite.Settings settings;
  private final PrintStream out;
  private final Table table;

  KernelSuite(Suite.Settings settings, PrintStream out, Table table) {
    this.settings = settings;
    this.out = out;
    this.table = table;
  }

  /** A row for each kernel and setting. */
  void run() {
    // where JMH's own processes find it, and a second build on the machine isn't refused
    System.setProperty("java.class.path", ChildProcess.classPath());
    System.setProperty("jmh.ignoreLock", "true");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Choice.class.getPackageName().replace(".", "\\.") + ".*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    try {
      Collection<RunResult> results =
          new Runner((settings.smoke() ? once(options) : repeated(options)).build()).run();
      results.forEach(this::row);
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH failed: " + e.getMessage(), e);
    }
  }

  private ChainedOptionsBuilder repeated(ChainedOptionsBuilder options) {
    out.println("kernels: about ten minutes without a word");
    return options
        .forks(settings.rounds())
        .jvmArgs("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1")
        .warmupIterations(1)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.seconds(1));
  }

  private static ChainedOptionsBuilder once(ChainedOptionsBuilder options) {
    return options
        .forks(0)
        .param("matrix", "128x64")
        .param("head", "512x64")
        .param("vocabulary", "512")
        .param("rows", "16")
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(5));
  }

  private void row(RunResult result) {
    BenchmarkParams params = result.getParams();
    String kernel = params.getBenchmark().replaceAll(".*\\.(\\w+)\\.\\w+", "$1");
    String of =
        params.getParamsKeys().stream()
            .map(key -> key + " " + params.getParam(key))
            .collect(Collectors.joining(", "));
    Statistics seen = result.getPrimaryResult().getStatistics();
    table.add(
        kernel + ", microseconds",
        of,
        "%.0f (%.0f-%.0f)".formatted(seen.getPercentile(50), seen.getMin(), seen.getMax()));
  }
}
