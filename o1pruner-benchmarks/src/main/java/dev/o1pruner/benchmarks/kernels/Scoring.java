package dev.o1pruner.benchmarks.kernels;

import ai.djl.ndarray.NDArray;
import dev.o1pruner.model.Precision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What log-probs are divided by, for 1024 positions: some of the vocabulary's columns at once. */
@State(Scope.Benchmark)
public class Scoring {

  private static final int POSITIONS = 1024;

  /** Entries by hidden size, of 0.5B. */
  @Param("151936x896")
  public String head = "";

  /** Columns at once; the library's own number for 1024 positions is 4096. */
  @Param({"1024", "2048", "4096", "16384", "151936"})
  public int columns;

  private final KernelScript script = new KernelScript();
  private @Nullable NDArray hidden;
  private @Nullable NDArray weight;

  /** Makes hidden states and head. */
  @Setup
  public void make() {
    String[] sizes = head.split("x", -1);
    int inputs = Integer.parseInt(sizes[1]);
    hidden = script.make("matrix", POSITIONS, inputs, Precision.F32.torchCode());
    weight = script.make("matrix", Integer.parseInt(sizes[0]), inputs, Precision.F32.torchCode());
  }

  /** Logits and their log-sum-exps. */
  @Benchmark
  public long score() {
    return script.call(
        "log_sum_exps", Objects.requireNonNull(hidden), Objects.requireNonNull(weight), columns);
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    script.close();
  }
}
