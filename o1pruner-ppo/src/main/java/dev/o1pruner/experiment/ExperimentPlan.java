package dev.o1pruner.experiment;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.sampling.SamplingSettings;
import java.util.List;
import java.util.Map;

/**
 * What an experiment compares; written before anything else, so that its files explain themselves.
 *
 * @param model name of the reference's directory
 * @param weights SHA-256 of the reference's weights
 * @param trainingProblems how many
 * @param sampling how the shared samples are drawn, but for their seed
 * @param seeds one cell per method and seed
 * @param methods in the order of tables, the baseline among them
 * @param benchmarks problem sets by name, with their sizes, in the order of tables
 * @param decodings how benchmarks are solved, by name
 * @param notes sentences for the reader of the report
 */
public record ExperimentPlan(
    String model,
    String weights,
    int trainingProblems,
    SamplingSettings sampling,
    List<Long> seeds,
    List<Row> methods,
    Map<String, Integer> benchmarks,
    Map<String, SamplingSettings> decodings,
    List<String> notes) {

  /**
   * A method as reports see it.
   *
   * @param name unique
   * @param trains whether it makes a policy of its own
   * @param settings what its results depend on
   */
  public record Row(String name, boolean trains, Map<String, Object> settings) {
    /** Copies the settings, keeping their order. */
    public Row {
      settings = ImmutableMap.copyOf(settings);
    }
  }

  /** Copies the parts, keeping their order. */
  public ExperimentPlan {
    seeds = List.copyOf(seeds);
    methods = List.copyOf(methods);
    benchmarks = ImmutableMap.copyOf(benchmarks);
    decodings = ImmutableMap.copyOf(decodings);
    notes = List.copyOf(notes);
  }
}
