package dev.o1pruner.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.PreferencePair;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.SampleGroup;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingExamples;
import java.util.List;

/**
 * Methods that train on solutions the reference drew once. Each is a function of the solutions and
 * their grades, joined by problem id and sample number, and changes nothing; where a reference is
 * given, it is scored with, and may be the model that is trained afterwards.
 */
public final class OfflineMethods {

  /** Shortest correct solutions of a problem that are imitated or chosen: {@value} in the paper. */
  public static final int SHORTEST = 2;

  /** DPO's usual beta: {@value}. */
  public static final double DPO_BETA = 0.1;

  /** SimPO's beta in its paper: {@value}. */
  public static final double SIMPO_BETA = 2;

  /** SimPO's gamma: {@value}, a half of beta. */
  public static final double SIMPO_GAMMA = 1;

  private OfflineMethods() {}

  /**
   * O1-Pruner and its kin: weighed solutions and a loss that compares with the reference.
   *
   * @param solutions all samples of every problem
   * @param graded the same, graded
   * @param reference the model that drew them
   * @param recipe how they are weighed
   * @param loss such as {@link PolicyLoss#offPolicyClipped}
   */
  public static TrainingTask weighed(
      List<Solution> solutions,
      List<GradedSolution> graded,
      LanguageModel reference,
      RewardRecipe recipe,
      PolicyLoss loss) {
    return new TrainingTask(
        TrainingExamples.of(solutions, recipe.weigh(graded, solutions), reference, () -> {}), loss);
  }

  /**
   * The paper's SFT baseline: imitates the {@value #SHORTEST} shortest correct solutions of each
   * problem.
   *
   * @throws IllegalArgumentException if no solution is correct
   */
  public static TrainingTask sft(List<Solution> solutions, List<GradedSolution> graded) {
    KeepRule shortest = KeepRule.shortestCorrect(SHORTEST);
    List<GradedSolution> chosen =
        SampleGroup.groups(graded).stream()
            .flatMap(group -> shortest.keep(group.samples(), solution -> 0).stream())
            .toList();
    checkArgument(
        !chosen.isEmpty(),
        "none of %s solutions is correct: there is nothing to imitate",
        graded.size());
    return new TrainingTask(TrainingExamples.imitations(solutions, chosen), PolicyLoss.nextToken());
  }

  /** {@link #dpo(List, List, LanguageModel, double)} with beta {@value #DPO_BETA}. */
  public static TrainingTask dpo(
      List<Solution> solutions, List<GradedSolution> graded, LanguageModel reference) {
    return dpo(solutions, graded, reference, DPO_BETA);
  }

  /**
   * The paper's DPO baseline: each of the {@value #SHORTEST} shortest correct solutions of a
   * problem is chosen against its longest.
   *
   * @throws IllegalArgumentException if no problem has a pair
   */
  public static TrainingTask dpo(
      List<Solution> solutions, List<GradedSolution> graded, LanguageModel reference, double beta) {
    return new TrainingTask(
        TrainingExamples.withReference(pairs(solutions, graded), reference, () -> {}),
        PolicyLoss.dpo(beta));
  }

  /**
   * {@link #simPo(List, List, double, double)} with beta {@value #SIMPO_BETA} and gamma {@value
   * #SIMPO_GAMMA}.
   */
  public static TrainingTask simPo(List<Solution> solutions, List<GradedSolution> graded) {
    return simPo(solutions, graded, SIMPO_BETA, SIMPO_GAMMA);
  }

  /**
   * SimPO on the pairs of {@link #dpo}; no reference is needed.
   *
   * @throws IllegalArgumentException if no problem has a pair
   */
  public static TrainingTask simPo(
      List<Solution> solutions, List<GradedSolution> graded, double beta, double gamma) {
    return new TrainingTask(pairs(solutions, graded), PolicyLoss.simPo(beta, gamma));
  }

  private static List<TrainingExample> pairs(
      List<Solution> solutions, List<GradedSolution> graded) {
    List<PreferencePair> pairs = PreferencePair.shortestAgainstLongest(graded, SHORTEST);
    checkArgument(
        !pairs.isEmpty(),
        "none of %s solutions is correct and shorter than its problem's longest: there is no pair",
        graded.size());
    return TrainingExamples.pairs(solutions, pairs);
  }
}
