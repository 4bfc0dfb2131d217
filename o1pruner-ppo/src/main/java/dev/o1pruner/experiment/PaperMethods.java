package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.OfflineTraining;
import dev.o1pruner.Stage;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.SampleGroup;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingExamples;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The trained methods that the paper compares, on samples shared by all of them. */
public final class PaperMethods {

  /** Shortest correct solutions of a problem that SFT imitates: {@value}. */
  public static final int SHORTEST = 2;

  private PaperMethods() {}

  /**
   * O1-Pruner as the authors' code has it: {@link RewardRecipe#officialCode}, ratio of the mean
   * log-ratio. Those of several lambdas need other names ({@link Method#named}) and form the
   * ablation.
   *
   * @param kept samples of a problem that are trained on
   * @param clipRange eps of the clipped ratio
   */
  public static Method o1Pruner(
      double lambda, int kept, double clipRange, OfflineTraining training) {
    PolicyLoss loss = PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, clipRange);
    return Method.offline(
        "O1-Pruner",
        Map.of("lambda", lambda, "recipe", "official code", "kept", kept, "clipRange", clipRange),
        training,
        inputs ->
            weighed(
                inputs,
                RewardRecipe.officialCode(lambda).keep(KeepRule.random(kept, inputs.seed())),
                loss));
  }

  /** Solutions weighed by a recipe, with the reference's log-probs. */
  public static Objective weighed(MethodInputs inputs, RewardRecipe recipe, PolicyLoss loss) {
    List<WeightedSolution> weighted = recipe.weigh(inputs.graded(), inputs.solutions());
    long kept = weighted.stream().filter(WeightedSolution::kept).count();
    return inputs
        .clock()
        .time(
            new Stage("reference log-probs", "solutions", kept),
            tick ->
                new Objective(
                    TrainingExamples.of(inputs.solutions(), weighted, inputs.model(), tick), loss));
  }

  /** SFT: imitates the {@value #SHORTEST} shortest correct solutions of each problem. */
  public static Method sft(OfflineTraining training) {
    return Method.offline(
        "SFT",
        Map.of("imitated", SHORTEST),
        training,
        inputs -> new Objective(shortestCorrect(inputs), PolicyLoss.nextToken()));
  }

  private static List<TrainingExample> shortestCorrect(MethodInputs inputs) {
    Set<GradedSolution> chosen = new HashSet<>();
    for (SampleGroup group : SampleGroup.groups(inputs.graded())) {
      group.samples().stream()
          .filter(GradedSolution::correct)
          .sorted(
              Comparator.comparingInt(GradedSolution::length)
                  .thenComparingInt(GradedSolution::sample))
          .limit(SHORTEST)
          .forEach(chosen::add);
    }
    checkArgument(
        !chosen.isEmpty(),
        "none of %s solutions is correct: there is nothing to imitate",
        inputs.graded().size());
    Set<String> keys = new HashSet<>();
    chosen.forEach(solution -> keys.add(key(solution.problemId(), solution.sample())));
    return inputs.solutions().stream()
        .filter(solution -> keys.contains(key(solution.problemId(), solution.sample())))
        .map(PaperMethods::imitation)
        .toList();
  }

  private static String key(String problemId, int sample) {
    return sample + " " + problemId;
  }

  private static TrainingExample imitation(Solution solution) {
    return TrainingExample.imitation(
        solution.problemId(), new TokenSequence(solution.promptIds(), solution.tokenIds()));
  }
}
