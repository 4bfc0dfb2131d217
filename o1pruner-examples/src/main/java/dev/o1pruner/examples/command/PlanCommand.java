package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.model.Architecture;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.training.MemoryPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What memory training a model and drawing with it take, planned and, if wanted, measured. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Tells what memory it takes to train a model in a setting and to draw solutions with it, from"
          + " its config.json alone. With --rehearse, also loads it, draws solutions, takes a few"
          + " steps on random tokens and measures.",
      "With --json, one object: bytes of runtime, weights, gradients, optimizerState, activations, allocator,"
          + " update and peak; samplingPeak, the most that drawing solutions holds; parameters,"
          + " trainedParameters; rehearsed: measuredPeak, measuredSamplingPeak, secondsPerStep."
    })
public final class PlanCommand implements Runnable {

  @Mixin private Output output = new Output();
  @Mixin private TrainableOptions options = new TrainableOptions();

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--rehearse", description = "Draw, train a few steps and measure.")
  private boolean rehearse;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of the rehearsal.")
  private int steps = 3;

  @Option(
      names = "--length",
      paramLabel = "N",
      description =
          "Tokens of a prompt and its solution that are drawn, and trained in the rehearsal.")
  private int length = 256;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the rehearsal saves its policy; without it, nothing is saved.")
  private @Nullable Path out;

  @Override
  public void run() {
    checkArgument(steps >= 1, "--steps must be at least 1 but was %s", steps);
    checkArgument(length >= 16, "--length must be at least 16 but was %s", length);
    checkArgument(out == null || rehearse, "--out is what --rehearse saves: give both");
    ModelConfig config = Architecture.read(model.directory().resolve(ModelDirectory.CONFIG));
    MemoryPlan plan =
        MemoryPlan.of(
            config,
            options.dtype(),
            options.trainable(),
            options.optimizer(),
            options.microbatchTokens());
    output.words(words(plan));
    JsonObject line = json(plan);
    long sampling =
        plan.runtime() + plan.weights() + engine.settings().bytes(config, options.dtype(), length);
    line.addProperty("samplingPeak", sampling);
    output.words(row("sampling", sampling));
    if (rehearse) {
      Rehearsal.Seen seen = rehearse();
      line.addProperty("secondsPerStep", seen.secondsPerStep());
      output.words("%-22s%10.2f s".formatted("median step", seen.secondsPerStep()));
      measured(line, "measuredPeak", "measured peak", seen.peakBytes(), plan.peak());
      measured(
          line, "measuredSamplingPeak", "measured sampling", seen.samplingPeakBytes(), sampling);
    }
    output.json(line);
  }

  private void measured(JsonObject line, String key, String name, OptionalLong peak, long planned) {
    if (peak.isEmpty()) {
      output.note("this system doesn't tell what memory a process holds");
      return;
    }
    long bytes = peak.getAsLong();
    line.addProperty(key, bytes);
    output.words("%s, %.1f %% of the plan".formatted(row(name, bytes), 100.0 * bytes / planned));
  }

  private Rehearsal.Seen rehearse() {
    try (LanguageModel base = LanguageModel.load(model.directory(), options.dtype());
        Progress progress = output.progress("rehearse", steps, "steps")) {
      LanguageModel policy = options.trainable().prepare(base);
      Rehearsal rehearsal =
          new Rehearsal(
              engine.settings(), options.trainable(), Rehearsal.settings(options), length, steps);
      Rehearsal.Seen seen = rehearsal.run(policy, metrics -> progress.advance());
      if (out != null) {
        policy.save(out);
      }
      return seen;
    }
  }

  private static String words(MemoryPlan plan) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d parameters, %,d of them trained%n"
            .formatted(plan.parameters(), plan.trainedParameters()));
    parts(plan).forEach((name, bytes) -> text.append(row(name, bytes)).append("%n".formatted()));
    return text.append(
            "%s; weights, gradients and optimizer state are %.2f bytes per parameter"
                .formatted(row("planned peak", plan.peak()), plan.fixedBytesPerParameter()))
        .toString();
  }

  private static String row(String name, long bytes) {
    return String.format(Locale.ROOT, "%-22s%,10.0f MiB", name, bytes / (1024.0 * 1024));
  }

  private static Map<String, Long> parts(MemoryPlan plan) {
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("runtime", plan.runtime());
    parts.put("weights", plan.weights());
    parts.put("gradients", plan.gradients());
    parts.put("optimizer state", plan.optimizerState());
    parts.put("activations", plan.activations());
    parts.put("allocator", plan.allocator());
    parts.put("update", plan.update());
    return parts;
  }

  private static JsonObject json(MemoryPlan plan) {
    JsonObject line = new JsonObject();
    parts(plan)
        .forEach(
            (name, bytes) ->
                line.addProperty(name.replace("optimizer state", "optimizerState"), bytes));
    line.addProperty("peak", plan.peak());
    line.addProperty("parameters", plan.parameters());
    line.addProperty("trainedParameters", plan.trainedParameters());
    return line;
  }
}
