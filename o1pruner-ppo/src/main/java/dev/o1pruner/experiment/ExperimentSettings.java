package dev.o1pruner.experiment;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Everything an {@link ExperimentBuilder} was told.
 *
 * @param reference its directory
 * @param loader loads the reference and the policies
 * @param training problems that are sampled and trained on
 * @param benchmarks problems that are evaluated on, by name
 * @param methods in the order of tables, the baseline among them
 * @param seeds one cell per method and seed
 * @param sampling how the shared samples are drawn; the seed is mixed with the cell's
 * @param decodings how benchmarks are solved, by name; the seeds likewise
 * @param grading what counts as right
 * @param slots sequences decoded side by side
 * @param notes sentences for the reader of the report
 */
record ExperimentSettings(
    Path reference,
    Function<Path, LanguageModel> loader,
    List<Problem> training,
    Map<String, List<Problem>> benchmarks,
    List<Method> methods,
    List<Long> seeds,
    SamplingSettings sampling,
    Map<String, SamplingSettings> decodings,
    Grading grading,
    int slots,
    List<String> notes) {

  ExperimentSettings {
    training = List.copyOf(training);
    benchmarks = ImmutableMap.copyOf(benchmarks);
    methods = List.copyOf(methods);
    seeds = List.copyOf(seeds);
    decodings = ImmutableMap.copyOf(decodings);
    notes = List.copyOf(notes);
  }

  /** The shared samples' settings of a seed. */
  SamplingSettings sampling(long seed) {
    return seeded(sampling, seed);
  }

  /** Settings whose seed depends on a cell's, so that seeds don't share their draws. */
  static SamplingSettings seeded(SamplingSettings settings, long seed) {
    return settings.seed(new SplittableRandom(settings.seed() * 31 + seed).nextLong());
  }

  ExperimentPlan plan(String weights) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    benchmarks.forEach((name, problems) -> sizes.put(name, problems.size()));
    return new ExperimentPlan(
        String.valueOf(reference.toAbsolutePath().normalize().getFileName()),
        weights,
        training.size(),
        sampling,
        seeds,
        methods.stream()
            .map(m -> new ExperimentPlan.Row(m.name(), m.trains(), m.settings()))
            .toList(),
        sizes,
        decodings,
        notes);
  }
}
