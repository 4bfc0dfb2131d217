package dev.o1pruner.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures decoding and training beside llama.cpp and PyTorch, and prints a Markdown table. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures decoding by our sampler, by llama.cpp and by PyTorch in eager mode, and training"
          + " steps by us and by PyTorch, by turns, on the same shapes and token counts, and prints"
          + " a Markdown table.",
      "Models have random weights. Figures are tokens per second unless a row says otherwise."
    })
public final class Main implements Callable<Integer> {

  @Option(names = "--rounds", paramLabel = "N", description = "Times each thing is measured.")
  private int rounds = 3;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each subject; no more than the machine has cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--rows",
      paramLabel = "N",
      split = ",",
      description = "Solutions of the 0.5B model side by side.")
  private List<Integer> rows = List.of(1, 8, 16);

  @Option(
      names = "--new-tokens",
      paramLabel = "N",
      description = "Length of a solution of the 0.5B model.")
  private int newTokens = 256;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "A Python 3 with PyTorch and OpenBLAS; without one, PyTorch's rows say so.")
  private String python = "python3";

  @Option(names = "--smoke", description = "A model of 0.1 million parameters, without peers.")
  private boolean smoke;

  @Option(names = "--only", paramLabel = "PART", description = "Only ${COMPLETION-CANDIDATES}.")
  private @Nullable Part only;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "Where models are written, 1 GB; a temporary directory if not given.")
  private @Nullable Path scratch;

  private Main() {}

  /** What can be measured alone. */
  enum Part {
    /** The 0.5B model. */
    LARGE,
    /** The 3M model. */
    SMALL,
    /** Many problems with samples of very different lengths, by the 3M model. */
    PRESAMPLING,
    /** Steps of training, by both models. */
    TRAINING,
    /** Products, draws and scoring by themselves, by JMH. */
    KERNELS
  }

  /** Runs and exits with 0, or with 2 for bad input. */
  public static void main(String[] args) {
    int code = run(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs. */
  static int run(String... args) {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args);
  }

  @Override
  public Integer call() throws IOException {
    // libtorch reads it when it starts, which is later than this
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.offline", "true");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Suite.Settings settings =
        new Suite.Settings(rounds, threads, rows, newTokens, smoke, python, only);
    try (Scratch directory = Scratch.in(scratch)) {
      Table table = new Suite(settings, directory.path(), out).run();
      out.println();
      out.printf("%s%n%n", Machine.describe(threads));
      table.print(out);
    }
    return 0;
  }
}
