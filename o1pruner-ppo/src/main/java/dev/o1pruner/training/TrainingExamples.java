package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From weighed solutions to training examples: the last time the reference model is needed. */
public final class TrainingExamples {

  /** What joins a solution with its weight. */
  private record Key(String problemId, int sample) {}

  private TrainingExamples() {}

  /**
   * Joins solutions with their weights and records the reference's log-probs of each that is kept:
   * untruncated and at temperature 1, however the solutions were sampled.
   *
   * @param onExample run once for each kept solution whose log-probs are recorded
   * @throws IllegalArgumentException if a kept solution isn't among the sampled ones
   */
  public static List<TrainingExample> of(
      List<Solution> solutions,
      List<WeightedSolution> weighted,
      LanguageModel reference,
      Runnable onExample) {
    Map<Key, Solution> byKey = new HashMap<>();
    solutions.forEach(s -> byKey.put(new Key(s.problemId(), s.sample()), s));
    List<WeightedSolution> kept = weighted.stream().filter(WeightedSolution::kept).toList();
    List<TokenSequence> sequences = new ArrayList<>();
    for (WeightedSolution weight : kept) {
      Key key = new Key(weight.solution().problemId(), weight.solution().sample());
      Solution solution = byKey.get(key);
      checkArgument(
          solution != null,
          "sample %s of problem %s was weighed but not sampled",
          key.sample(),
          key.problemId());
      sequences.add(new TokenSequence(solution.promptIds(), solution.tokenIds()));
    }
    List<float[]> logProbs = reference.logProbs(sequences, onExample);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      WeightedSolution weight = kept.get(i);
      ImmutableDoubleArray.Builder recorded = ImmutableDoubleArray.builder();
      for (float logProb : logProbs.get(i)) {
        recorded.add(logProb);
      }
      examples.add(
          new TrainingExample(
              weight.solution().problemId(),
              weight.solution().sample(),
              sequences.get(i),
              weight.reward(),
              weight.advantage(),
              recorded.build()));
    }
    return examples;
  }
}
