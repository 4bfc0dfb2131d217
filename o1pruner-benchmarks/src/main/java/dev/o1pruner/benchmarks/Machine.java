package dev.o1pruner.benchmarks;

import ai.djl.engine.Engine;
import dev.o1pruner.model.script.ComputeThreads;
import dev.o1pruner.run.RuntimeVersions;

/** What a figure was measured on. */
final class Machine {

  private Machine() {}

  /** One line: processor, cores, threads, versions. */
  static String describe(int threads) {
    return "%s, %d cores, %s %s; %d threads (libtorch %d); Java %s, libtorch %s, llama.cpp by de.kherud:llama 4.2.0"
        .formatted(
            RuntimeVersions.processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            threads,
            ComputeThreads.available(),
            System.getProperty("java.version"),
            Engine.getEngine("PyTorch").getVersion());
  }
}
