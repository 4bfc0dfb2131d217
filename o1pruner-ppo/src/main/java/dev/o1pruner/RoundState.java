package dev.o1pruner;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.reward.EvolvingReward;
import dev.o1pruner.run.JsonFields;

/**
 * What a round takes over from the one before, beside the policy and its optimizer.
 *
 * @param reward as the rounds so far have changed it
 * @param cursor how far the order of problems has been gone through
 */
record RoundState(EvolvingReward reward, int cursor) {

  private static final String REWARD = "reward";
  private static final String CURSOR = "cursor";

  /** For a file. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.add(REWARD, reward.state());
    json.addProperty(CURSOR, cursor);
    return json;
  }

  /** The state in a file, of a reward configured like this one's. */
  RoundState restore(JsonObject json) {
    return new RoundState(
        reward.restore(JsonFields.required(json, REWARD, JsonElement::getAsJsonObject)),
        JsonFields.required(json, CURSOR, JsonFields::integer));
  }
}
