package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Iterables;
import dev.o1pruner.SolutionFile;
import dev.o1pruner.evaluation.AccuracyEfficiencyScore;
import dev.o1pruner.evaluation.Bootstrap;
import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.LengthHistogram;
import dev.o1pruner.evaluation.LengthQuartile;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.evaluation.TokenBudget;
import dev.o1pruner.experiment.ExperimentFigures.Ablation;
import dev.o1pruner.experiment.ExperimentFigures.Average;
import dev.o1pruner.experiment.ExperimentFigures.Result;
import dev.o1pruner.experiment.ExperimentFigures.SeedResult;
import dev.o1pruner.experiment.ExperimentFigures.StageSeconds;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes the figures of an experiment from its files alone. */
final class FigureReader {

  /** Name of the ablation's setting. */
  private static final String LAMBDA = "lambda";

  private final ExperimentFiles files;
  private final ExperimentPlan plan;
  private final Bootstrap bootstrap = Bootstrap.defaults();

  FigureReader(ExperimentFiles files) {
    this.files = files;
    this.plan = files.readPlan();
  }

  /** The solutions of one cell. */
  private record Run(long seed, List<GradedSolution> solutions, double seconds) {}

  ExperimentFigures read() {
    List<Result> results = new ArrayList<>();
    for (String decoding : plan.decodings().keySet()) {
      for (String benchmark : plan.benchmarks().keySet()) {
        results.addAll(results(benchmark, decoding));
      }
    }
    return new ExperimentFigures(
        plan, results, averages(results), ablations(), quartiles(), stages());
  }

  private List<Result> results(String benchmark, String decoding) {
    List<Problem> problems = ProblemFile.read(files.benchmark(benchmark));
    Map<String, List<Run>> byMethod = new LinkedHashMap<>();
    for (ExperimentPlan.Row row : plan.methods()) {
      byMethod.put(row.name(), runs(row.name(), benchmark, decoding));
    }
    List<Run> base = byMethod.getOrDefault(Method.BASELINE, List.of());
    List<Integer> budgets = TokenBudget.scaledTo(pooled(base));
    int binWidth =
        LengthHistogram.binWidth(
            byMethod.values().stream().flatMap(runs -> pooled(runs).stream()).toList());
    Evaluation reference = evaluation(problems, base);
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, List<Run>> method : byMethod.entrySet()) {
      List<Run> runs = method.getValue();
      List<SeedResult> seeds = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        seeds.add(seed(problems, base.get(i), runs.get(i)));
      }
      List<GradedSolution> solutions = pooled(runs);
      results.add(
          new Result(
              method.getKey(),
              benchmark,
              decoding,
              Comparison.of(reference, evaluation(problems, runs), bootstrap),
              seeds,
              TokenBudget.of(solutions, budgets),
              LengthHistogram.of(solutions, binWidth)));
    }
    return results;
  }

  private List<Run> runs(String method, String benchmark, String decoding) {
    return plan.seeds().stream()
        .map(
            seed -> {
              SolutionFile file = files.evaluation(method, seed, benchmark, decoding);
              checkArgument(
                  file.exists(),
                  "%s isn't there: the experiment isn't finished, run it again to go on",
                  file.path());
              return new Run(seed, file.graded(), file.seconds());
            })
        .toList();
  }

  /** The solutions of all seeds as if they were samples of one. */
  private static List<GradedSolution> pooled(List<Run> runs) {
    List<GradedSolution> pooled = new ArrayList<>();
    int first = 0;
    for (Run run : runs) {
      int next = first;
      for (GradedSolution y : run.solutions()) {
        int sample = first + y.sample();
        next = Math.max(next, sample + 1);
        pooled.add(
            new GradedSolution(
                y.problemId(), sample, y.length(), y.correct(), y.answer(), y.truncated()));
      }
      first = next;
    }
    return pooled;
  }

  private Evaluation evaluation(List<Problem> problems, List<Run> runs) {
    double seconds = runs.stream().mapToDouble(Run::seconds).average().orElseThrow();
    return Evaluation.of(problems, pooled(runs), seconds, bootstrap);
  }

  private SeedResult seed(List<Problem> problems, Run base, Run run) {
    Summary reference = evaluation(problems, List.of(base)).overall();
    Summary policy = evaluation(problems, List.of(run)).overall();
    double accuracy = policy.accuracy().value();
    double tokens = policy.tokens().value();
    double baseAccuracy = reference.accuracy().value();
    @Nullable Double score =
        baseAccuracy == 0
            ? null
            : AccuracyEfficiencyScore.of(baseAccuracy, reference.tokens().value(), accuracy, tokens)
                .value();
    return new SeedResult(run.seed(), accuracy, tokens, score, run.seconds());
  }

  private List<Average> averages(List<Result> results) {
    List<Average> averages = new ArrayList<>();
    for (String decoding : plan.decodings().keySet()) {
      for (ExperimentPlan.Row row : plan.methods()) {
        List<Result> some =
            results.stream()
                .filter(r -> r.decoding().equals(decoding) && r.method().equals(row.name()))
                .toList();
        averages.add(average(row.name(), decoding, some));
      }
    }
    return averages;
  }

  private static Average average(String method, String decoding, List<Result> results) {
    double accuracy = 0;
    double tokens = 0;
    @Nullable Double score = 0.0;
    for (Result result : results) {
      var overall = result.comparison().overall();
      accuracy += overall.policy().accuracy().value() / results.size();
      tokens += overall.policy().tokens().value() / results.size();
      score =
          score == null || overall.score() == null
              ? null
              : Double.valueOf(score + overall.score().value() / results.size());
    }
    return new Average(method, decoding, accuracy, tokens, score);
  }

  private List<Ablation> ablations() {
    Map<Map<String, Object>, Map<Double, String>> groups = new LinkedHashMap<>();
    for (ExperimentPlan.Row row : plan.methods()) {
      if (row.settings().get(LAMBDA) instanceof Number lambda) {
        Map<String, Object> others = new LinkedHashMap<>(row.settings());
        others.remove(LAMBDA);
        groups
            .computeIfAbsent(others, key -> new TreeMap<>())
            .putIfAbsent(lambda.doubleValue(), row.name());
      }
    }
    return groups.values().stream().filter(group -> group.size() > 1).map(Ablation::new).toList();
  }

  private List<LengthQuartile> quartiles() {
    List<Run> samples =
        plan.seeds().stream()
            .filter(seed -> files.samples(seed).exists())
            .map(seed -> new Run(seed, files.samples(seed).graded(), 0))
            .toList();
    return samples.isEmpty() ? List.of() : LengthQuartile.of(pooled(samples), bootstrap);
  }

  private List<StageSeconds> stages() {
    List<StageSeconds> stages = new ArrayList<>();
    for (long seed : plan.seeds()) {
      if (Iterables.any(plan.methods(), ExperimentPlan.Row::trains)) {
        stages.add(new StageSeconds("shared", seed, "sample", files.samples(seed).seconds()));
      }
      for (ExperimentPlan.Row row : plan.methods()) {
        if (row.trains()) {
          TrainingRecord.read(files.training(row.name(), seed))
              .seconds()
              .forEach(
                  (stage, seconds) ->
                      stages.add(new StageSeconds(row.name(), seed, stage, seconds)));
        }
        double evaluating = 0;
        for (String benchmark : plan.benchmarks().keySet()) {
          for (String decoding : plan.decodings().keySet()) {
            evaluating += files.evaluation(row.name(), seed, benchmark, decoding).seconds();
          }
        }
        stages.add(new StageSeconds(row.name(), seed, "evaluate", evaluating));
      }
    }
    return stages;
  }
}
