package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A reward that changes from round to round: what the rounds have shown is its state.
 *
 * <p>It is immutable. A round rewards with {@link #current()}, then goes on with {@link #after}; a
 * checkpoint keeps {@link #state()}, and {@link #restore} on the same reward as it was configured
 * gives bit-identical rewards from there.
 */
public interface EvolvingReward {

  /** The reward of this round. */
  RewardFunction current();

  /**
   * This reward in the next round.
   *
   * @param round all samples of this round, graded
   */
  EvolvingReward after(List<GradedSolution> round);

  /** What the rounds so far have changed, and nothing of how the reward was configured. */
  JsonObject state();

  /**
   * This reward with a state that a reward configured like it has had.
   *
   * @throws IllegalArgumentException if the state isn't of such a reward
   */
  EvolvingReward restore(JsonObject state);

  /** A reward that stays as it is. */
  static EvolvingReward fixed(RewardFunction reward) {
    return byRound(round -> reward);
  }

  /**
   * A reward chosen by the number of the round, from 0.
   *
   * @param rewards the reward of each round; called again whenever it is needed
   */
  static EvolvingReward byRound(IntFunction<RewardFunction> rewards) {
    return new RoundReward(rewards, 0);
  }

  /**
   * ThinkPrune (arXiv 2504.01296): {@link TargetRewards#hardLimit} with another limit in each
   * round. The paper takes 4000, 3000 and 2000 tokens. Sample with at most the round's limit to
   * save what would be worth nothing.
   *
   * @param limits tokens in each round, falling or equal; the last one stays
   */
  static EvolvingReward shrinkingLimit(int... limits) {
    ImmutableIntArray copy = ImmutableIntArray.copyOf(limits);
    checkArgument(!copy.isEmpty(), "at least one limit is needed");
    for (int i = 0; i < copy.length(); i++) {
      checkArgument(copy.get(i) >= 1, "a limit must be >= 1 token but one was %s", copy.get(i));
      checkArgument(
          i == 0 || copy.get(i) <= copy.get(i - 1),
          "limits must not grow from round to round but were %s",
          copy);
    }
    return byRound(round -> TargetRewards.hardLimit(copy.get(Math.min(round, copy.length() - 1))));
  }

  /**
   * HAPO (arXiv 2505.11225): {@code c + weight * r}. h is the length of the shortest correct sample
   * of the problem in the rounds before, and {@code r = cos(pi * L / (2 h))}, or -1 from {@code L =
   * 2 h} on; of this {@code max(-0.7, r)} if correct, {@code min(0, r)} if wrong. While a problem
   * has no h, r is 0.
   *
   * @param weight what length is worth, at least 0; the authors take 1
   */
  static EvolvingReward historyAware(double weight) {
    return HistoryReward.start(weight);
  }

  /**
   * LASER-D (arXiv 2505.15612): {@link TargetRewards#laser} with a target for problems of each
   * difficulty (see {@link TargetLength#byPassRate}) that is found again after each round: the
   * smallest candidate within which a correct answer can still be expected. That is, with q the
   * share of a band's samples not longer than it and m the fewest correct samples of K in the band
   * (2K/3, K/3 rounded down, and at least 1), {@code floor(q * m) >= 1}; if there is none, the
   * length of the round's longest sample.
   *
   * <p>The authors look at 500 problems sampled for this; here it is the round itself, and a band
   * that no problem of the round falls in keeps its target.
   *
   * @param initial target of all bands in the first round, at least 1
   * @param candidates targets to choose from; the authors take every 1024 from 1024, 2048 or 4096
   *     on
   */
  static EvolvingReward laserD(int initial, List<Integer> candidates) {
    return LaserReward.start(TargetRewards::laser, initial, candidates);
  }

  /**
   * LASER-DE: {@link #laserD} of {@link TargetRewards#laserExploring}. Needs token ids.
   *
   * @param initial target of all bands in the first round, at least 1
   * @param candidates targets to choose from
   * @param ngram tokens of what may be repeated, at least 1
   * @param maxRepeated share of repeated n-grams above which a sample repeats itself, in [0, 1]
   */
  static EvolvingReward laserDE(
      int initial, List<Integer> candidates, int ngram, double maxRepeated) {
    return LaserReward.start(
        target -> TargetRewards.laserExploring(target, ngram, maxRepeated), initial, candidates);
  }

  /**
   * This reward times a weight that follows a schedule, reaching its end in the last round.
   *
   * @param rounds of the whole run, at least 1; the weight stays from then on
   */
  default EvolvingReward times(Schedule weight, int rounds) {
    return new ScheduledReward(this, weight, rounds, 0);
  }

  /** The sum of this reward and another. */
  default EvolvingReward plus(EvolvingReward other) {
    return new SummedReward(this, other);
  }
}
