package dev.o1pruner.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.PreferencePair;
import dev.o1pruner.reward.SampleGroup;
import dev.o1pruner.reward.WeightedSolution;
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

  /** SimPO's beta for base models in its paper and the authors' configurations: {@value}. */
  public static final double SIMPO_BETA = 2;

  /** SimPO's gamma: {@value}, the half of beta that the authors advise to begin with. */
  public static final double SIMPO_GAMMA = 1;

  private OfflineMethods() {}

  /**
   * O1-Pruner and its kin: weighed solutions and a loss that compares with the reference.
   *
   * @param solutions all samples of every problem
   * @param weighted the same, weighed by a recipe
   * @param reference the model that drew them
   * @param loss such as {@link PolicyLoss#offPolicyClipped}
   * @param onScored run once for each solution whose log-probs are recorded
   */
  public static TrainingTask weighed(
      List<Solution> solutions,
      List<WeightedSolution> weighted,
      LanguageModel reference,
      PolicyLoss loss,
      Runnable onScored) {
    return new TrainingTask(TrainingExamples.of(solutions, weighted, reference, onScored), loss);
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

  /**
   * The paper's DPO baseline: each of the {@value #SHORTEST} shortest correct solutions of a
   * problem is chosen against its longest.
   *
   * @param beta how far preferences may draw the policy from the reference: {@link #DPO_BETA}
   * @param onScored run once for each solution whose log-probs are recorded
   * @throws IllegalArgumentException if no problem has a pair
   */
  public static TrainingTask dpo(
      List<Solution> solutions,
      List<GradedSolution> graded,
      LanguageModel reference,
      double beta,
      Runnable onScored) {
    return dpo(pairs(solutions, graded), reference, beta, onScored);
  }

  /** DPO on {@link #pairs}. */
  public static TrainingTask dpo(
      List<TrainingExample> pairs, LanguageModel reference, double beta, Runnable onScored) {
    return new TrainingTask(
        TrainingExamples.withReference(pairs, reference, onScored), PolicyLoss.dpo(beta));
  }

  /**
   * SimPO on the pairs of {@link #dpo}; no reference is needed.
   *
   * @param beta scale of the mean log-probs: {@link #SIMPO_BETA}
   * @param gamma by how much the chosen one is to lead: {@link #SIMPO_GAMMA}
   * @throws IllegalArgumentException if no problem has a pair
   */
  public static TrainingTask simPo(
      List<Solution> solutions, List<GradedSolution> graded, double beta, double gamma) {
    return new TrainingTask(pairs(solutions, graded), PolicyLoss.simPo(beta, gamma));
  }

  /**
   * What {@link #dpo(List, List, LanguageModel, double, Runnable)} and {@link #simPo} learn from:
   * two examples a pair, the chosen one first.
   *
   * @throws IllegalArgumentException if no problem has a pair
   */
  public static List<TrainingExample> pairs(List<Solution> solutions, List<GradedSolution> graded) {
    List<PreferencePair> pairs = PreferencePair.shortestAgainstLongest(graded, SHORTEST);
    checkArgument(
        !pairs.isEmpty(),
        "none of %s solutions is correct and shorter than its problem's longest: there is no pair",
        graded.size());
    return TrainingExamples.pairs(solutions, pairs);
  }
}
