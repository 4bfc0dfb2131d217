package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.reward.PreferencePair;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.sampling.SolutionStarts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From weighed, chosen or paired solutions to training examples: the last time the reference model
 * is needed. Log-probs are recorded untruncated and at temperature 1, however the solutions were
 * sampled.
 */
public final class TrainingExamples {

  /** What joins a solution with its weight. */
  private record Key(String problemId, int sample) {}

  private TrainingExamples() {}

  /**
   * Joins solutions with their weights and records the log-probs, of each that is kept, of the
   * reference that drew them.
   *
   * @param onExample run once for each kept solution whose log-probs are recorded
   * @throws IllegalArgumentException if a kept solution isn't among the sampled ones
   */
  public static List<TrainingExample> of(
      List<Solution> solutions,
      List<WeightedSolution> weighted,
      LanguageModel reference,
      Runnable onExample) {
    Map<Key, TokenSequence> sequences = sequences(solutions);
    List<TrainingExample> kept =
        weighted.stream()
            .filter(WeightedSolution::kept)
            .map(
                weight ->
                    example(weight.solution(), sequences, weight.reward(), weight.advantage(), ""))
            .toList();
    return withReference(kept, reference, onExample);
  }

  /**
   * The same examples with a reference's log-probs. Where another's are recorded already, that one
   * is taken for the model that drew them, and ratios go on comparing with it.
   *
   * @param onExample run once for each example whose log-probs are recorded
   */
  public static List<TrainingExample> withReference(
      List<TrainingExample> examples, LanguageModel reference, Runnable onExample) {
    List<float[]> logProbs =
        reference.logProbs(examples.stream().map(TrainingExample::tokens).toList(), onExample);
    List<TrainingExample> compared = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      TrainingExample example = examples.get(i);
      compared.add(
          new TrainingExample(
              example.problemId(),
              example.sample(),
              example.tokens(),
              example.reward(),
              example.advantage(),
              widen(logProbs.get(i)),
              example.drawnWith(),
              example.unit()));
    }
    return compared;
  }

  /**
   * The same examples as what they are, drawn by the model whose log-probs they have with these
   * starts: ratios compare with the log-probs of {@link SolutionStarts#logProbs}.
   */
  public static List<TrainingExample> withStarts(
      List<TrainingExample> examples, SolutionStarts starts) {
    return starts.equals(SolutionStarts.none())
        ? examples
        : examples.stream().map(example -> example.drawnFrom(starts)).toList();
  }

  /**
   * Solutions to imitate.
   *
   * @throws IllegalArgumentException if a chosen solution isn't among the sampled ones
   */
  public static List<TrainingExample> imitations(
      List<Solution> solutions, List<GradedSolution> chosen) {
    Map<Key, TokenSequence> sequences = sequences(solutions);
    return chosen.stream().map(solution -> example(solution, sequences, 0, 1, "")).toList();
  }

  /**
   * Pairs for losses without a reference: of each the chosen solution, with advantage 1, and after
   * it the rejected one, with advantage -1.
   *
   * @throws IllegalArgumentException if one of a pair isn't among the sampled ones
   */
  public static List<TrainingExample> pairs(List<Solution> solutions, List<PreferencePair> pairs) {
    Map<Key, TokenSequence> sequences = sequences(solutions);
    List<TrainingExample> examples = new ArrayList<>();
    for (PreferencePair pair : pairs) {
      String unit =
          "%s: %s over %s"
              .formatted(
                  pair.chosen().problemId(), pair.chosen().sample(), pair.rejected().sample());
      examples.add(example(pair.chosen(), sequences, 0, 1, unit));
      examples.add(example(pair.rejected(), sequences, 0, -1, unit));
    }
    return examples;
  }

  /** An example of which no log-probs are recorded. */
  private static TrainingExample example(
      GradedSolution solution,
      Map<Key, TokenSequence> sequences,
      double reward,
      double advantage,
      String unit) {
    TokenSequence tokens = sequences.get(new Key(solution.problemId(), solution.sample()));
    checkArgument(
        tokens != null,
        "sample %s of problem %s was weighed but not sampled",
        solution.sample(),
        solution.problemId());
    return new TrainingExample(
        solution.problemId(),
        solution.sample(),
        tokens,
        reward,
        advantage,
        ImmutableDoubleArray.of(),
        ImmutableDoubleArray.of(),
        unit);
  }

  private static Map<Key, TokenSequence> sequences(List<Solution> solutions) {
    Map<Key, TokenSequence> sequences = new HashMap<>();
    for (Solution s : solutions) {
      sequences.put(
          new Key(s.problemId(), s.sample()), new TokenSequence(s.promptIds(), s.tokenIds()));
    }
    return sequences;
  }

  private static ImmutableDoubleArray widen(float[] logProbs) {
    ImmutableDoubleArray.Builder widened = ImmutableDoubleArray.builder(logProbs.length);
    for (float logProb : logProbs) {
      widened.add(logProb);
    }
    return widened.build();
  }
}
