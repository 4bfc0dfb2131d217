package dev.o1pruner.benchmarks.kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;

/** The library's own functions, with arrays to call them on. */
final class KernelScript implements AutoCloseable {

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final ScriptModule script =
      ScriptModule.compile(
          LanguageModel.class,
          List.of(
              "packed_linear.py",
              "language_model.py",
              "/dev/o1pruner/benchmarks/kernels/kernels.py"),
          "Kernels",
          Map.of(),
          manager);

  /** An array that lives as long as the script. */
  NDArray make(String method, Object... arguments) {
    return script.infer(manager, method, arguments).get(0);
  }

  /** Numbers in [0, 1) that live as long as the script. */
  NDArray uniform(int numbers) {
    float[] values = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      values[i] = (i + 0.5f) / numbers;
    }
    return manager.create(values);
  }

  /** Calls a kernel; its result is freed. */
  long call(String method, Object... arguments) {
    try (NDManager results = manager.newSubManager()) {
      return script.infer(results, method, arguments).get(0).size();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
