package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.JsonFields;
import java.util.List;

/**
 * See {@link EvolvingReward#times}.
 *
 * @param reward what is weighed
 * @param weight by the progress of the run
 * @param rounds of the run
 * @param round from 0
 */
record ScheduledReward(EvolvingReward reward, Schedule weight, int rounds, int round)
    implements EvolvingReward {

  private static final String REWARD = "reward";

  ScheduledReward {
    checkArgument(rounds >= 1, "rounds must be >= 1 but was %s", rounds);
    RoundReward.checkRound(round);
  }

  @Override
  public RewardFunction current() {
    // A run of one round is at its end.
    double progress = rounds == 1 ? 1 : Math.min((double) round / (rounds - 1), 1);
    return reward.current().times(weight.at(progress));
  }

  @Override
  public ScheduledReward after(List<GradedSolution> samples) {
    return new ScheduledReward(reward.after(samples), weight, rounds, round + 1);
  }

  @Override
  public JsonObject state() {
    JsonObject state = RoundReward.state(round);
    state.add(REWARD, reward.state());
    return state;
  }

  @Override
  public ScheduledReward restore(JsonObject state) {
    JsonObject inner = JsonFields.required(state, REWARD, JsonElement::getAsJsonObject);
    return new ScheduledReward(reward.restore(inner), weight, rounds, RoundReward.round(state));
  }
}
