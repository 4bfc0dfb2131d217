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

/** Rows through a matrix, which is plain or packed. */
@State(Scope.Benchmark)
public class Product {

  /** Outputs x inputs: of an MLP of 0.5B, and its head. */
  @Param({"4864x896", "151936x896"})
  public String matrix = "";

  /** Solutions side by side. */
  @Param({"1", "8", "16", "64"})
  public int rows;

  /** How the matrix is held. */
  @Param({"F32", "BF16", "F32 packed", "BF16 packed"})
  public String held = "";

  private final KernelScript script = new KernelScript();
  private @Nullable NDArray x;
  private @Nullable NDArray weight;

  /** Makes rows and matrix. */
  @Setup
  public void make() {
    String[] sizes = matrix.split("x", -1);
    int outputs = Integer.parseInt(sizes[0]);
    int inputs = Integer.parseInt(sizes[1]);
    int dtype = Precision.valueOf(held.replace(" packed", "")).torchCode();
    x = script.make("matrix", rows, inputs, dtype);
    weight = script.make("matrix", outputs, inputs, dtype);
    if (held.endsWith("packed")) {
      weight = script.make("packed", weight, dtype);
    }
  }

  /** The product. */
  @Benchmark
  public long multiply() {
    return script.call("product", Objects.requireNonNull(x), Objects.requireNonNull(weight));
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    script.close();
  }
}
