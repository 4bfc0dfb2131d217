package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.Architecture;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.ResidentMemory;
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

  private static final double MEBI = 1024 * 1024;
  private static final int TOKENS = 2048;

  /** MiB that the JVM itself may grow by meanwhile; a plan counts them as runtime. */
  private static final double JVM_GROWTH = 16;

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
  void a_step_takes_what_is_planned_and_checkpointing_at_least_halves_it() throws IOException {
    assumeTrue(ResidentMemory.resetPeak(), "peak memory can be measured on Linux only");
    List<String> report = new ArrayList<>();
    report.add("| trained | kept, MiB | planned | recomputed, MiB | planned |");
    report.add("|---|---|---|---|---|");
    for (String kind : KINDS.keySet()) {
      double recomputed = fork(kind, true);
      double kept = fork(kind, false);
      double plannedRecomputed = planned(trainable(kind, true));
      double plannedKept = planned(trainable(kind, false));
      report.add(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %.0f | %.0f |",
              kind,
              kept,
              plannedKept,
              recomputed,
              plannedRecomputed));
      assertThat(recomputed).as(kind).isLessThan(kept / 2);
      assertThat(kept).as(kind).isCloseTo(plannedKept, within(0.1 * plannedKept + JVM_GROWTH));
      assertThat(recomputed)
          .as(kind)
          .isCloseTo(plannedRecomputed, within(0.1 * plannedRecomputed + JVM_GROWTH));
    }
    Files.write(Path.of("target", "training-memory.md"), report);
  }

  /** A process of its own: what an earlier measurement freed would count as held. */
  private double fork(String kind, boolean checkpointing) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingMemoryTest.class.getName(),
                directory().toString(),
                kind,
                Boolean.toString(checkpointing))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // glibc returns blocks below its threshold to the system late, and raises the threshold as it
    // goes: from run to run up to a third more is held than is in use
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 18));
    Process process = builder.start();
    try (BufferedReader output = process.inputReader()) {
      return Double.parseDouble(output.lines().reduce("", (first, last) -> last));
    }
  }

  /** Measures once: model directory, kind, whether with gradient checkpointing. */
  public static void main(String[] args) throws IOException {
    System.out.println(growth(Path.of(args[0]), trainable(args[1], Boolean.parseBoolean(args[2]))));
  }

  private static Trainable trainable(String kind, boolean checkpointing) {
    Trainable trainable = Objects.requireNonNull(KINDS.get(kind), kind);
    return checkpointing ? trainable.withGradientCheckpointing() : trainable;
  }

  /** MiB that a step is planned to add to a model without an adapter that is loaded already. */
  private double planned(Trainable trainable) throws IOException {
    ModelConfig config = Architecture.read(directory().resolve("config.json"));
    MemoryPlan plan =
        MemoryPlan.of(config, Precision.F32, trainable, OptimizerSettings.sgd(0), TOKENS);
    return (plan.gradients() + plan.optimizerState() + plan.activations()) / MEBI;
  }

  /** MiB by which the peak during a step exceeds what was held before training. */
  private static double growth(Path directory, Trainable trainable) throws IOException {
    try (LanguageModel base = LanguageModel.random(directory, 1)) {
      LanguageModel policy = trainable.prepare(base);
      TrainingSettings settings =
          new TrainingSettings(
              LearningRateSchedule.constant(1e-4), OptimizerSettings.sgd(0), 1, TOKENS);
      Trainer trainer =
          new Trainer(policy, trainable, PolicyLoss.nextToken(), settings, metrics -> {});
      ResidentMemory.resetPeak();
      long before = ResidentMemory.now().orElseThrow();
      trainer.train(BatchSource.shuffled(examples(), 4, 1, 0));
      return (ResidentMemory.peak().orElseThrow() - before) / MEBI;
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
}
