package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From graded solutions to training weights: reward each sample against its own group, choose the
 * samples to train on, turn rewards into advantages.
 *
 * @param reward rewards one solution
 * @param advantage turns the rewards of the data set into advantages
 * @param keep chooses the samples to train on
 */
public record RewardRecipe(RewardFunction reward, AdvantageFunction advantage, KeepRule keep) {

  /** Lowest reward of {@link #officialCode(double)}. */
  public static final double OFFICIAL_LOWER = -2;

  /** Highest reward of {@link #officialCode(double)}. */
  public static final double OFFICIAL_UPPER = 4;

  /** Samples that {@link #officialCode(double)} keeps per problem. */
  public static final int OFFICIAL_KEPT = 2;

  /** The paper: the length-harmonizing reward is the advantage, every sample is trained on. */
  public static RewardRecipe paper(double lambda) {
    return new RewardRecipe(
        RewardFunction.lengthHarmonizing(lambda), AdvantageFunction.raw(), KeepRule.all());
  }

  /**
   * The authors' code: the length-harmonizing reward clipped to [{@value #OFFICIAL_LOWER}, {@value
   * #OFFICIAL_UPPER}] and normalised over the data set, {@value #OFFICIAL_KEPT} random samples per
   * problem (seed 0).
   */
  public static RewardRecipe officialCode(double lambda) {
    return new RewardRecipe(
        RewardFunction.lengthHarmonizing(lambda),
        AdvantageFunction.clippedAndNormalised(OFFICIAL_LOWER, OFFICIAL_UPPER),
        KeepRule.random(OFFICIAL_KEPT, 0));
  }

  /** This recipe with another reward. */
  public RewardRecipe reward(RewardFunction reward) {
    return new RewardRecipe(reward, advantage, keep);
  }

  /** This recipe with another advantage. */
  public RewardRecipe advantage(AdvantageFunction advantage) {
    return new RewardRecipe(reward, advantage, keep);
  }

  /** This recipe with another choice of samples. */
  public RewardRecipe keep(KeepRule keep) {
    return new RewardRecipe(reward, advantage, keep);
  }

  /** {@link #weigh(List, List)} for a reward that doesn't look at token ids. */
  public List<WeightedSolution> weigh(List<GradedSolution> graded) {
    return weigh(graded, List.of());
  }

  /**
   * Weighs a data set.
   *
   * @param graded all K samples of every problem, in any order
   * @param solutions the same samples with their token ids, in any order; may be empty if the
   *     reward doesn't look at them
   * @return one weighted solution per graded one, in the same order
   * @throws IllegalArgumentException if there are none, a sample comes twice, or a problem has only
   *     one
   * @throws IllegalStateException if a reward or an advantage isn't finite, no sample is kept, or
   *     token ids are needed and missing
   */
  public List<WeightedSolution> weigh(List<GradedSolution> graded, List<Solution> solutions) {
    checkArgument(!graded.isEmpty(), "there are no solutions to weigh: sample and grade first");
    List<RewardedSolution> rewarded = rewardEach(graded, solutions);
    checkState(
        rewarded.stream().anyMatch(RewardedSolution::kept),
        "the keep rule kept none of %s solutions: nothing would be trained on",
        graded.size());
    double[] advantages = advantage.advantages(rewarded);
    checkState(
        advantages.length == rewarded.size(),
        "the advantage function returned %s advantages for %s solutions: one each is needed",
        advantages.length,
        rewarded.size());
    List<WeightedSolution> weighted = new ArrayList<>();
    for (int i = 0; i < advantages.length; i++) {
      RewardedSolution r = rewarded.get(i);
      checkFinite("advantage", advantages[i], r.solution());
      weighted.add(new WeightedSolution(r.solution(), r.reward(), advantages[i], r.kept()));
    }
    return List.copyOf(weighted);
  }

  /**
   * The first half of {@link #weigh(List, List)}, each problem by itself: what its samples are
   * worth and which of them are kept, perhaps none.
   *
   * @return one rewarded solution per graded one, in the same order
   */
  public List<RewardedSolution> rewardEach(List<GradedSolution> graded, List<Solution> solutions) {
    Map<GradedSolution, RewardedSolution> rewarded = new HashMap<>();
    for (SampleGroup group : SampleGroup.groups(graded, solutions)) {
      Map<GradedSolution, Double> rewards = new HashMap<>();
      for (GradedSolution sample : group.samples()) {
        double value = reward.reward(sample, group);
        checkFinite("reward", value, sample);
        rewards.put(sample, value);
      }
      Set<GradedSolution> kept = Set.copyOf(keep.keep(group.samples(), rewards::get));
      rewards.forEach(
          (sample, value) ->
              rewarded.put(sample, new RewardedSolution(sample, value, kept.contains(sample))));
    }
    return graded.stream().map(rewarded::get).toList();
  }

  private static void checkFinite(String what, double value, GradedSolution solution) {
    checkState(
        Double.isFinite(value),
        "%s of sample %s of problem %s is %s (length %s, correct %s): it must be a finite number",
        what,
        solution.sample(),
        solution.problemId(),
        value,
        solution.length(),
        solution.correct());
  }
}
