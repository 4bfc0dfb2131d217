package dev.o1pruner.reward;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.JsonFields;
import java.util.List;

/** See {@link EvolvingReward#plus}. */
record SummedReward(EvolvingReward left, EvolvingReward right) implements EvolvingReward {

  private static final String LEFT = "left";
  private static final String RIGHT = "right";

  @Override
  public RewardFunction current() {
    return left.current().plus(right.current());
  }

  @Override
  public SummedReward after(List<GradedSolution> round) {
    return new SummedReward(left.after(round), right.after(round));
  }

  @Override
  public JsonObject state() {
    JsonObject state = new JsonObject();
    state.add(LEFT, left.state());
    state.add(RIGHT, right.state());
    return state;
  }

  @Override
  public SummedReward restore(JsonObject state) {
    return new SummedReward(
        left.restore(JsonFields.required(state, LEFT, JsonElement::getAsJsonObject)),
        right.restore(JsonFields.required(state, RIGHT, JsonElement::getAsJsonObject)));
  }
}
