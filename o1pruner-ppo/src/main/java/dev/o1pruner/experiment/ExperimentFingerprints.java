package dev.o1pruner.experiment;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.grading.GradingFigures;
import dev.o1pruner.problem.ProblemHash;
import dev.o1pruner.run.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an experiment's samples, policies and evaluations depend on. */
final class ExperimentFingerprints {

  private final ExperimentSettings settings;
  private final ExperimentFiles files;
  private final String weights;
  private final String training;
  private final Map<String, String> benchmarks;
  private final List<String> grading;

  /**
   * Hashes each problem set once.
   *
   * @param weights SHA-256 of the reference's
   */
  ExperimentFingerprints(ExperimentSettings settings, ExperimentFiles files, String weights) {
    this.settings = settings;
    this.files = files;
    this.weights = weights;
    this.training = ProblemHash.of(settings.training());
    this.benchmarks =
        settings.benchmarks().entrySet().stream()
            .collect(toImmutableMap(Map.Entry::getKey, set -> ProblemHash.of(set.getValue())));
    this.grading = GradingFigures.of(settings.grading());
  }

  /** Those of all cells. */
  List<Fingerprint> all() {
    List<Fingerprint> all = new ArrayList<>();
    for (long seed : settings.seeds()) {
      if (settings.methods().stream().anyMatch(Method::trains)) {
        all.add(Fingerprint.of(files.samplesFingerprint(seed), samples(seed)));
      }
      for (Method method : settings.methods()) {
        Path cell = files.cell(method.name(), seed);
        all.add(Fingerprint.of(cell.resolve("cell.json"), policy(method, seed)));
        benchmarks.forEach((name, problems) -> addEvaluations(all, cell, seed, name, problems));
      }
    }
    return all;
  }

  private Map<String, Object> samples(long seed) {
    return ImmutableMap.of(
        "weights", weights,
        "problems", training,
        "sampling", settings.sampling(seed),
        "grading", grading);
  }

  private Map<String, Object> policy(Method method, long seed) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("method", method.name());
    policy.put("settings", method.settings());
    policy.put("seed", seed);
    policy.put("weights", weights);
    if (method.trains()) {
      policy.put("samples", samples(seed));
    }
    return policy;
  }

  private void addEvaluations(
      List<Fingerprint> all, Path cell, long seed, String name, String problems) {
    settings
        .decodings()
        .forEach(
            (decoding, sampling) ->
                all.add(
                    Fingerprint.of(
                        cell.resolve(name + "." + decoding + ".json"),
                        ImmutableMap.of(
                            "problems",
                            problems,
                            "decoding",
                            ExperimentSettings.seeded(sampling, seed),
                            "grading",
                            grading))));
  }
}
