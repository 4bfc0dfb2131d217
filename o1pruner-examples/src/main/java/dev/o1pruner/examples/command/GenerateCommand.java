package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a model answer one prompt. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Lets a model answer one prompt.",
      "With --json, one object per sample: sample, promptTokenIds, tokenIds, text, finishReason,"
          + " length."
    })
public final class GenerateCommand implements Runnable {

  private static final int DEFAULT_MAX_TOKENS = 100;

  @Mixin private PromptOptions prompt = new PromptOptions();

  @Mixin private DecodingOptions decoding = new DecodingOptions(0, DEFAULT_MAX_TOKENS);

  @Mixin private Output output = new Output();

  @Option(names = "--samples", paramLabel = "N", description = "Answers to draw.")
  private int samples = 1;

  @Override
  public void run() {
    checkArgument(samples >= 1, "--samples must be at least 1 but was %s", samples);
    SamplingSettings settings = decoding.settings(samples);
    if (samples > 1 && settings.temperature() == 0) {
      output.note("at temperature 0 all samples are alike; --temperature 1 makes them differ");
    }
    try (LanguageModel model = prompt.load()) {
      Prompt encoded = new Prompt("prompt", prompt.encode(model));
      for (Solution solution : new EngineSampler(model).sample(List.of(encoded), settings)) {
        output.json(line(solution));
        output.words(
            format(
                "[sample %d: %d tokens, %s]%n%s",
                solution.sample(),
                solution.length(),
                solution.finishReason() == FinishReason.STOP
                    ? "ended by itself (STOP)"
                    : "cut off at the token limit (LENGTH)",
                solution.text()));
      }
    }
  }

  private static JsonObject line(Solution solution) {
    JsonObject line = new JsonObject();
    line.addProperty("sample", solution.sample());
    line.add("promptTokenIds", Json.gson().toJsonTree(solution.promptIds().asList()));
    line.add("tokenIds", Json.gson().toJsonTree(solution.tokenIds().asList()));
    line.addProperty("text", solution.text());
    line.addProperty("finishReason", solution.finishReason().name());
    line.addProperty("length", solution.length());
    return line;
  }
}
