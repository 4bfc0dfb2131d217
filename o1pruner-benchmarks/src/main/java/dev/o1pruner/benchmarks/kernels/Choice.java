package dev.o1pruner.benchmarks.kernels;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One token for each of 16 rows of logits. */
@State(Scope.Benchmark)
public class Choice {

  private static final int ROWS = 16;

  /** Entries: of an experiment's vocabulary, and of Qwen2.5's. */
  @Param({"512", "151936"})
  public int vocabulary;

  /** Tokens that are likely at all; with more than 256 all of the vocabulary is put in order. */
  @Param({"60", "400"})
  public int likely;

  /** Which tokens may be drawn. */
  @Param({"all", "top-p 0.95", "top-k 50"})
  public String from = "";

  private final KernelScript script = new KernelScript();
  private @Nullable NDArray logits;
  private @Nullable NDArray uniform;

  /** Makes logits. */
  @Setup
  public void make() {
    logits = script.make("logits", ROWS, vocabulary, likely);
    uniform = script.uniform(ROWS);
  }

  /** The draw. */
  @Benchmark
  public long choose() {
    return script.call(
        "choose",
        Objects.requireNonNull(logits),
        Objects.requireNonNull(uniform),
        from.startsWith("top-k") ? 50 : 0,
        from.startsWith("top-p") ? 0.95 : 1.0);
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    script.close();
  }
}
