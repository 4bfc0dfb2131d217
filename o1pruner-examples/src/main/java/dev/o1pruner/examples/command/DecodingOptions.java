package dev.o1pruner.examples.command;

import dev.o1pruner.sampling.SamplingSettings;
import picocli.CommandLine.Option;

/** How solutions are drawn; commands differ in the defaults of temperature and token limit. */
final class DecodingOptions {

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 takes the most likely token; 1 is the model's own distribution.")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Keep the smallest set of tokens whose probability reaches this.")
  private double topP = 1;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Keep only this many tokens; 0 keeps all.")
  private int topK = 0;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of one solution; the model's context limits it further.")
  private int maxTokens;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed, the same solutions.")
  private long seed = 1;

  DecodingOptions(double temperature, int maxTokens) {
    this.temperature = temperature;
    this.maxTokens = maxTokens;
  }

  /** These options as settings. */
  SamplingSettings settings(int samples) {
    return SamplingSettings.defaults()
        .temperature(temperature)
        .topP(topP)
        .topK(topK)
        .maxTokens(maxTokens)
        .samples(samples)
        .seed(seed);
  }
}
