package dev.o1pruner;

import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.Solution;
import java.util.List;
import java.util.Map;

/**
 * What a run leaves in memory.
 *
 * @param policy the trained model: the object the builder was given, or that with an adapter
 * @param report reference against policy
 * @param solutions the reference's samples on the training problems
 * @param weighted their rewards and advantages
 * @param referenceRuns the reference's evaluations by decoding setting, with every solution
 * @param policyRuns the policy's
 */
public record PruningResult(
    LanguageModel policy,
    PruningReport report,
    List<Solution> solutions,
    List<WeightedSolution> weighted,
    Map<String, EvaluationRun> referenceRuns,
    Map<String, EvaluationRun> policyRuns) {

  @Override
  public String toString() {
    return report.toString();
  }
}
