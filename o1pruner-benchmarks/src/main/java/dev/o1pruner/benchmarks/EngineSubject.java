package dev.o1pruner.benchmarks;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.sampling.DecodingReport;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.WeightCopy;
import java.util.List;
import java.util.stream.IntStream;

/** Our own sampler. */
final class EngineSubject implements Subject {

  private final LanguageModel model;
  private final WeightCopy copy;
  private double copySeconds;

  /** The model stays open when the subject is closed. */
  EngineSubject(LanguageModel model, WeightCopy copy) {
    this.model = model;
    this.copy = copy;
  }

  @Override
  public String name() {
    String width =
        switch (copy) {
          case NONE -> "own weights";
          case PACKED -> "packed";
          case PACKED_BF16 -> "packed bf16";
        };
    return "o1pruner %s, %s".formatted(model.precision().configName(), width);
  }

  @Override
  public double tokensPerSecond(Workload workload) {
    SamplingSettings settings =
        SamplingSettings.defaults()
            .temperature(workload.temperature())
            .topP(workload.topP())
            .maxTokens(workload.newTokens())
            .samples(workload.rows());
    DecodingReport[] seen = {DecodingReport.NONE};
    EngineSampler sampler =
        new EngineSampler(
            model,
            EngineSettings.defaults().slots(workload.rows()).weights(copy),
            report -> seen[0] = report);
    sampler.sample(List.of(prompt("p", workload.promptTokens())), settings);
    copySeconds = seen[0].copySeconds();
    return seen[0].tokens() / (seen[0].seconds() - seen[0].copySeconds());
  }

  /** How long the last copy of the weights took, which the rate leaves out. */
  double copySeconds() {
    return copySeconds;
  }

  /** A prompt of so many different tokens. */
  static Prompt prompt(String id, int tokens) {
    return new Prompt(
        id, ImmutableIntArray.copyOf(IntStream.range(0, tokens).map(i -> 1 + i * 7 % 400)));
  }

  @Override
  public void close() {}
}
