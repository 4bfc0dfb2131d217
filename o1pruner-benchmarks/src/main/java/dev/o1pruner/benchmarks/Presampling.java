package dev.o1pruner.benchmarks;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.sampling.DecodingReport;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * K samples of each problem, of very different lengths: log-normal, with nine in ten between a
 * quarter and four times the median.
 */
final class Presampling {

  private static final double SPREAD = 0.85;

  private final int promptTokens;
  private final SamplingSettings settings;
  private final List<List<Integer>> lengths = new ArrayList<>();

  /**
   * Decides the lengths.
   *
   * @param median length of a solution
   */
  Presampling(int problems, int samples, int promptTokens, int median, double topP) {
    this.promptTokens = promptTokens;
    this.settings = SamplingSettings.defaults().topP(topP).samples(samples);
    Random random = new Random(1);
    int longest = ModelShape.CONTEXT - promptTokens;
    for (int problem = 0; problem < problems; problem++) {
      lengths.add(
          Stream.generate(() -> (int) (median * Math.exp(SPREAD * random.nextGaussian())))
              .limit(samples)
              .map(length -> Math.max(1, Math.min(longest, length)))
              .toList());
    }
  }

  /** Each problem's lengths. */
  List<List<Integer>> lengths() {
    return lengths;
  }

  /** Tokens of all solutions. */
  long tokens() {
    return lengths.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
  }

  /** The shape of one step, but for its rows. */
  Workload workload() {
    return new Workload(settings.samples(), promptTokens, 0, 1, settings.topP());
  }

  /** All of it by our sampler. */
  DecodingReport run(LanguageModel model, EngineSettings engine) {
    List<Draw> draws = new ArrayList<>();
    for (int problem = 0; problem < lengths.size(); problem++) {
      Prompt prompt = EngineSubject.prompt("p" + problem, promptTokens);
      for (int sample = 0; sample < settings.samples(); sample++) {
        long seed = Draw.streamSeed(settings.seed(), prompt.problemId(), sample);
        draws.add(new Draw(prompt, sample, seed, lengths.get(problem).get(sample)));
      }
    }
    DecodingReport[] seen = {DecodingReport.NONE};
    new EngineSampler(model, engine, report -> seen[0] = report)
        .draw(draws, settings, solution -> {});
    return seen[0];
  }
}
