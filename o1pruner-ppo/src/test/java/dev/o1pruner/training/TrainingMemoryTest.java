package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How far one optimizer step raises resident memory, with and without gradient checkpointing, on a
 * random Qwen2 of 12 layers. Leaves its figures in target/training-memory.md.
 */
class TrainingMemoryTest {

  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private static final ImmutableMap<String, Trainable> KINDS =
      ImmutableMap.of(
          "full()",
          Trainable.full(),
          "lastLayers(9)",
          Trainable.lastLayers(9),
          "lora(defaults())",
          Trainable.lora(LoraSettings.defaults()));

  @TempDir Path temp;

  @Test
  void gradient_checkpointing_at_least_halves_what_a_step_needs() throws IOException {
    assumeTrue(Files.isWritable(RESET), "peak memory can be measured on Linux only");
    List<String> report = new ArrayList<>();
    report.add("| trained | kept, MiB | recomputed, MiB |");
    report.add("|---|---|---|");
    for (String kind : KINDS.keySet()) {
      double recomputed = fork(kind, true);
      double kept = fork(kind, false);
      report.add(String.format(Locale.ROOT, "| %s | %.0f | %.0f |", kind, kept, recomputed));
      assertThat(recomputed).as(kind).isLessThan(kept / 2);
    }
    Files.write(Path.of("target", "training-memory.md"), report);
  }

  /** A process of its own: what an earlier measurement freed would count as held. */
  private double fork(String kind, boolean checkpointing) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingMemoryTest.class.getName(),
                directory().toString(),
                kind,
                Boolean.toString(checkpointing))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      return Double.parseDouble(output.lines().reduce("", (first, last) -> last));
    }
  }

  /** Measures once: model directory, kind, whether with gradient checkpointing. */
  public static void main(String[] args) throws IOException {
    Trainable trainable = Objects.requireNonNull(KINDS.get(args[1]), args[1]);
    System.out.println(
        growth(
            Path.of(args[0]),
            Boolean.parseBoolean(args[2]) ? trainable.withGradientCheckpointing() : trainable));
  }

  /** MiB by which the peak during a step exceeds what was held before training. */
  private static double growth(Path directory, Trainable trainable) throws IOException {
    try (LanguageModel base = LanguageModel.random(directory, 1)) {
      LanguageModel policy = trainable.prepare(base);
      TrainingSettings settings =
          new TrainingSettings(
              LearningRateSchedule.constant(1e-4), OptimizerSettings.sgd(0), 1, 2048);
      Trainer trainer =
          new Trainer(policy, trainable, PolicyLoss.nextToken(), settings, metrics -> {});
      Files.writeString(RESET, "5"); // the peak becomes what is held now
      double before = status("VmRSS:");
      trainer.train(BatchSource.shuffled(examples(), 4, 1, 0));
      return status("VmHWM:") - before;
    }
  }

  /** Four texts of 513 words: 4 * 512 read tokens are one microbatch. */
  private static List<TrainingExample> examples() {
    return IntStream.range(0, 4)
        .mapToObj(
            i -> {
              ImmutableIntArray words = ImmutableIntArray.copyOf(new Random(i).ints(513, 0, 40));
              return TrainingExample.imitation(
                  "p" + i, new TokenSequence(words.subArray(0, 1), words.subArray(1, 513)));
            })
        .toList();
  }

  private Path directory() throws IOException {
    Path directory = Files.createDirectories(temp.resolve("model"));
    Files.write(
        directory.resolve("tokenizer.json"),
        Files.readAllBytes(TinyPolicy.directory().resolve("tokenizer.json")));
    JsonObject config = Json.readObject(TinyPolicy.directory().resolve("config.json"));
    config.addProperty("vocab_size", 1024);
    config.addProperty("hidden_size", 256);
    config.addProperty("intermediate_size", 704);
    config.addProperty("num_hidden_layers", 12);
    config.addProperty("num_attention_heads", 4);
    config.addProperty("num_key_value_heads", 2);
    config.addProperty("max_position_embeddings", 1024);
    Files.writeString(directory.resolve("config.json"), Json.pretty(config));
    return directory;
  }

  private static double status(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith(field))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }
}
