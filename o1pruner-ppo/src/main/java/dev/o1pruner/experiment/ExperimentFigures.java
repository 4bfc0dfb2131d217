package dev.o1pruner.experiment;

import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.LengthHistogram;
import dev.o1pruner.evaluation.LengthQuartile;
import dev.o1pruner.evaluation.TokenBudget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every number of a report; written as JSON as it is.
 *
 * @param plan what was compared
 * @param results one per method, benchmark and decoding, in the plan's order
 * @param averages over the benchmarks, one per method and decoding
 * @param ablations methods that differ in lambda only
 * @param quartiles accuracy of the reference's training samples by length
 * @param stages seconds by seed, cell and stage
 */
public record ExperimentFigures(
    ExperimentPlan plan,
    List<Result> results,
    List<Average> averages,
    List<Ablation> ablations,
    List<LengthQuartile> quartiles,
    List<StageSeconds> stages) {

  /** Copies the lists. */
  public ExperimentFigures {
    results = List.copyOf(results);
    averages = List.copyOf(averages);
    ablations = List.copyOf(ablations);
    quartiles = List.copyOf(quartiles);
    stages = List.copyOf(stages);
  }

  /**
   * A method on a benchmark.
   *
   * @param comparison with the baseline, over the solutions of all seeds: accuracy and tokens are
   *     the means over seeds, the score is that of the means; seconds are per seed
   * @param seeds each seed by itself
   * @param budgets accuracy under token budgets
   * @param lengths of the solutions
   */
  public record Result(
      String method,
      String benchmark,
      String decoding,
      Comparison comparison,
      List<SeedResult> seeds,
      List<TokenBudget> budgets,
      LengthHistogram lengths) {

    /** Copies the lists. */
    public Result {
      seeds = List.copyOf(seeds);
      budgets = List.copyOf(budgets);
    }
  }

  /**
   * A method with one seed on a benchmark.
   *
   * @param score AES against the baseline with the same seed, null where that solved nothing
   * @param seconds wall-clock time of solving the benchmark
   */
  public record SeedResult(
      long seed, double accuracy, double tokens, @Nullable Double score, double seconds) {}

  /**
   * Means over benchmarks, of their scores too, as the paper's table has it.
   *
   * @param score null where a benchmark has none
   */
  public record Average(
      String method, String decoding, double accuracy, double tokens, @Nullable Double score) {}

  /**
   * Methods that differ in lambda only.
   *
   * @param methods their names by lambda, ascending
   */
  public record Ablation(Map<Double, String> methods) {}

  /**
   * Seconds of one stage.
   *
   * @param method or {@code shared} for the samples
   * @param stage such as {@code train}
   */
  public record StageSeconds(String method, long seed, String stage, double seconds) {}
}
