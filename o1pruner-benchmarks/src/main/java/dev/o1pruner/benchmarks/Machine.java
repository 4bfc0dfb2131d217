package dev.o1pruner.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a figure was measured on. */
final class Machine {

  private Machine() {}

  /** One line: processor, cores, threads, versions. */
  static String describe(int threads) {
    return "%s, %d cores, %s %s; %d threads (libtorch %d); Java %s, libtorch %s, llama.cpp by de.kherud:llama 4.2.0"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            threads,
            JniUtils.getNumThreads(),
            System.getProperty("java.version"),
            Engine.getEngine("PyTorch").getVersion());
  }

  private static String processor() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor"; // not Linux
    }
  }
}
