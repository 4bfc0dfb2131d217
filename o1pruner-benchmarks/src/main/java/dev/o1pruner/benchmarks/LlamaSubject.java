package dev.o1pruner.benchmarks;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** llama.cpp with 16-bit weights, one slot per solution, by continuous batching. */
final class LlamaSubject implements Subject {

  private final Path gguf;
  private final int threads;

  LlamaSubject(Path gguf, int threads) {
    this.gguf = gguf;
    this.threads = threads;
  }

  @Override
  public String name() {
    return "llama.cpp f16";
  }

  @Override
  public double tokensPerSecond(Workload workload) {
    int context = workload.rows() * (workload.promptTokens() + workload.newTokens() + 8);
    ModelParameters parameters =
        new ModelParameters()
            .setModel(gguf.toString())
            .setThreads(threads)
            .setThreadsBatch(threads)
            .setCtxSize(context)
            .setParallel(workload.rows())
            .disableLog();
    try (LlamaModel model = new LlamaModel(parameters)) {
      ExecutorService callers = Executors.newFixedThreadPool(workload.rows());
      try {
        long start = System.nanoTime();
        List<Future<String>> running = new ArrayList<>();
        for (int row = 0; row < workload.rows(); row++) {
          InferenceParameters request = request(workload, row);
          running.add(callers.submit(() -> model.complete(request)));
        }
        for (Future<String> solution : running) {
          solution.get();
        }
        return workload.tokens() / ((System.nanoTime() - start) / 1e9);
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("llama.cpp failed: " + e.getMessage(), e);
      } finally {
        callers.shutdown();
      }
    }
  }

  private static InferenceParameters request(Workload workload, int row) {
    return new InferenceParameters(GgufFile.prompt(workload.promptTokens()))
        .setNPredict(workload.newTokens())
        .setIgnoreEos(true)
        .setSamplers(Sampler.TEMPERATURE, Sampler.TOP_P)
        .setTemperature((float) workload.temperature())
        .setTopP((float) workload.topP())
        .setSeed(row);
  }

  @Override
  public void close() {}
}
