package dev.o1pruner.benchmarks;

import com.google.common.io.Resources;
import dev.o1pruner.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Something that trains, ours or a peer: a command that prints a {@link TrainingRun}.
 *
 * @param suffix what tells it from others of the same name
 */
record TrainingSubject(String suffix, List<String> command) {

  /** Our own training. */
  static TrainingSubject ours(Path model, TrainingWorkload workload, boolean checkpointing) {
    return new TrainingSubject(
        checkpointing ? ", checkpointing" : "",
        List.of(
            ChildProcess.java(),
            "-cp",
            ChildProcess.classPath(),
            TrainingProcess.class.getName(),
            model.toString(),
            Json.gson().toJson(workload),
            Boolean.toString(checkpointing)));
  }

  /**
   * PyTorch in eager mode.
   *
   * @param python a Python 3 with PyTorch
   * @param scratch where the script is put
   */
  static TrainingSubject eager(String python, TrainingWorkload workload, Path scratch)
      throws IOException {
    Path script = scratch.resolve("train.py");
    Files.writeString(
        script,
        Resources.toString(
            Resources.getResource(TrainingSubject.class, "train.py"), StandardCharsets.UTF_8));
    return new TrainingSubject(
        "",
        List.of(
            python,
            script.toString(),
            workload.shape().config().toString(),
            Json.gson().toJson(workload)));
  }

  /**
   * Trains in a process of its own.
   *
   * @param errors where what it says otherwise is kept
   * @throws IOException with the last of that if it doesn't get to its end
   */
  TrainingRun run(Path errors) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      if (line == null) {
        List<String> said = Files.readAllLines(errors);
        throw new IOException(said.isEmpty() ? "no output" : said.get(said.size() - 1));
      }
      return Json.gson().fromJson(line, TrainingRun.class);
    } finally {
      process.destroy();
    }
  }
}
