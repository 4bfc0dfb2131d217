package dev.o1pruner.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;

/** What libtorch reaches on this machine at most: a large product and a large copy. */
final class MachineLimits implements AutoCloseable {

  private final NDManager manager;
  private final ScriptModule script;
  private final int size;
  private final NDArray a;
  private final NDArray b;

  /** Measures with matrices of size x size. */
  MachineLimits(int size) {
    this.size = size;
    this.manager = NDManager.newBaseManager("PyTorch");
    this.script =
        ScriptModule.compile(
            LanguageModel.class,
            List.of("packed_linear.py", "/dev/o1pruner/benchmarks/limits.py"),
            "Limits",
            Map.of(),
            manager);
    this.a = script.infer(manager, "matrix", size, size).get(0);
    this.b = script.infer(manager, "matrix", size, size).get(0);
  }

  /** Billions of floating point operations per second of a 32-bit product, as libtorch does it. */
  double gemm() {
    return operations() / seconds("product");
  }

  /** The same with a packed matrix, packing included. */
  double packedGemm() {
    return operations() / seconds("packed_product");
  }

  /** Billions of bytes per second that a copy moves, read and written. */
  double copy() {
    return 2.0 * Float.BYTES * size * size / 1e9 / seconds("copy");
  }

  private double operations() {
    return 2.0 * size * size * size / 1e9;
  }

  private double seconds(String method) {
    int times = 5;
    script.infer(manager, method, a, b, 1);
    long start = System.nanoTime();
    script.infer(manager, method, a, b, times);
    return (System.nanoTime() - start) / 1e9 / times;
  }

  @Override
  public void close() {
    manager.close();
  }
}
