package dev.o1pruner.benchmarks;

import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** PyTorch in eager mode, run by eager.py in a process of its own. */
final class TorchSubject implements Subject {

  private final Process process;
  private final BufferedReader replies;
  private final String name;

  private TorchSubject(Process process, BufferedReader replies, String name) {
    this.process = process;
    this.replies = replies;
    this.name = name;
  }

  /**
   * Starts the process.
   *
   * @param python a Python 3 with PyTorch
   * @throws IOException if there is none, or it has no PyTorch
   */
  static TorchSubject start(String python, ModelShape shape, int threads, Path scratch)
      throws IOException {
    Path script = scratch.resolve("eager.py");
    Files.writeString(
        script,
        Resources.toString(
            Resources.getResource(TorchSubject.class, "eager.py"), StandardCharsets.UTF_8));
    Process process =
        new ProcessBuilder(
                python, script.toString(), shape.config().toString(), Integer.toString(threads))
            .redirectError(scratch.resolve("eager.err").toFile())
            .start();
    BufferedReader replies = process.inputReader(StandardCharsets.UTF_8);
    String name = replies.readLine();
    if (name == null) {
      throw new IOException(python + " has no PyTorch: " + lastLine(scratch.resolve("eager.err")));
    }
    return new TorchSubject(process, replies, name);
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double tokensPerSecond(Workload workload) {
    List<Integer> lengths = Collections.nCopies(workload.rows(), workload.newTokens());
    return workload.tokens() / seconds(workload, lengths);
  }

  /** Seconds until the longest of one prompt's solutions has ended. */
  double seconds(Workload workload, List<Integer> lengths) {
    JsonObject request = new JsonObject();
    request.addProperty("batch", lengths.size());
    request.addProperty("prompt", workload.promptTokens());
    request.add("lengths", Json.gson().toJsonTree(lengths));
    request.addProperty("temperature", workload.temperature());
    request.addProperty("top_p", workload.topP());
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(request + "\n").flush();
      String reply = replies.readLine();
      if (reply == null) {
        throw new IllegalStateException("eager.py ended before it replied");
      }
      return Double.parseDouble(reply);
    } catch (IOException e) {
      throw new UncheckedIOException("eager.py can't be reached", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
