package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.JsonFields;
import java.util.List;
import java.util.function.IntFunction;

/**
 * See {@link EvolvingReward#byRound}.
 *
 * @param rewards the reward of each round
 * @param round from 0
 */
record RoundReward(IntFunction<RewardFunction> rewards, int round) implements EvolvingReward {

  private static final String ROUND = "round";

  RoundReward {
    checkRound(round);
  }

  @Override
  public RewardFunction current() {
    return rewards.apply(round);
  }

  @Override
  public RoundReward after(List<GradedSolution> samples) {
    return new RoundReward(rewards, round + 1);
  }

  @Override
  public JsonObject state() {
    return state(round);
  }

  @Override
  public RoundReward restore(JsonObject state) {
    return new RoundReward(rewards, round(state));
  }

  static void checkRound(int round) {
    checkArgument(round >= 0, "round must be >= 0 but was %s", round);
  }

  static JsonObject state(int round) {
    JsonObject state = new JsonObject();
    state.addProperty(ROUND, round);
    return state;
  }

  static int round(JsonObject state) {
    return JsonFields.required(state, ROUND, JsonFields::integer);
  }
}
