package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.JsonFields;
import java.util.List;
import java.util.function.Function;

/**
 * See {@link EvolvingReward#laserD}.
 *
 * @param shape the reward by its targets
 * @param candidates targets to choose from, rising
 * @param easy target of easy problems
 * @param medium target of medium ones
 * @param hard target of hard ones
 */
record LaserReward(
    Function<TargetLength, RewardFunction> shape,
    List<Integer> candidates,
    int easy,
    int medium,
    int hard)
    implements EvolvingReward {

  private static final String EASY = "easy";
  private static final String MEDIUM = "medium";
  private static final String HARD = "hard";

  LaserReward {
    checkArgument(!candidates.isEmpty(), "at least one candidate target is needed");
    candidates = ImmutableList.sortedCopyOf(candidates);
    checkArgument(
        candidates.get(0) >= 1, "a candidate must be >= 1 token but one was %s", candidates.get(0));
  }

  /** With the same target everywhere. */
  static LaserReward start(
      Function<TargetLength, RewardFunction> shape, int initial, List<Integer> candidates) {
    LaserReward reward = new LaserReward(shape, candidates, initial, initial, initial);
    reward.current(); // checks the target and the shape now rather than in the first round
    return reward;
  }

  @Override
  public RewardFunction current() {
    return shape.apply(TargetLength.byPassRate(easy, medium, hard));
  }

  @Override
  public LaserReward after(List<GradedSolution> round) {
    List<SampleGroup> groups = SampleGroup.groups(round);
    int longest = groups.stream().mapToInt(SampleGroup::maxLength).max().orElse(1);
    return new LaserReward(
        shape,
        candidates,
        target(Difficulty.EASY, easy, groups, longest),
        target(Difficulty.MEDIUM, medium, groups, longest),
        target(Difficulty.HARD, hard, groups, longest));
  }

  private int target(Difficulty band, int current, List<SampleGroup> groups, int longest) {
    List<SampleGroup> inBand = groups.stream().filter(g -> Difficulty.of(g) == band).toList();
    if (inBand.isEmpty()) {
      return current;
    }
    long samples = inBand.stream().mapToLong(SampleGroup::size).sum();
    long fewest = inBand.stream().mapToLong(g -> band.fewestCorrect(g.size())).min().orElseThrow();
    for (int candidate : candidates) {
      long within =
          inBand.stream()
              .flatMap(g -> g.samples().stream())
              .filter(y -> y.length() <= candidate)
              .count();
      if (within * fewest >= samples) { // floor(within / samples * fewest) >= 1
        return candidate;
      }
    }
    return longest;
  }

  @Override
  public JsonObject state() {
    JsonObject state = new JsonObject();
    state.addProperty(EASY, easy);
    state.addProperty(MEDIUM, medium);
    state.addProperty(HARD, hard);
    return state;
  }

  @Override
  public LaserReward restore(JsonObject state) {
    LaserReward restored =
        new LaserReward(
            shape,
            candidates,
            JsonFields.required(state, EASY, JsonFields::integer),
            JsonFields.required(state, MEDIUM, JsonFields::integer),
            JsonFields.required(state, HARD, JsonFields::integer));
    restored.current();
    return restored;
  }
}
