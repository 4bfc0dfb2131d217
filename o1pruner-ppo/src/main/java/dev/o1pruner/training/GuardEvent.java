package dev.o1pruner.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonFields;

/**
 * A guard has found something wrong.
 *
 * @param step optimizer steps that were done by then
 * @param guard its name
 * @param seen the figure that is wrong
 * @param limit what it should have stayed within
 * @param action what is done
 * @param message all of this in one sentence
 */
public record GuardEvent(
    int step, String guard, double seen, double limit, GuardAction action, String message)
    implements TrainingEvent {

  /** The event of a finding. */
  static GuardEvent of(int step, String guard, Guard.Finding finding, GuardAction action) {
    return new GuardEvent(
        step,
        guard,
        finding.seen(),
        finding.limit(),
        action,
        "after step %d %s: %s".formatted(step, finding.sentence(), action.consequence()));
  }

  /** For a file; numbers that JSON hasn't are text. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("step", step);
    json.addProperty("guard", guard);
    add(json, "seen", seen);
    add(json, "limit", limit);
    json.addProperty("action", action.name());
    json.addProperty("message", message);
    return json;
  }

  private static void add(JsonObject json, String name, double value) {
    if (Double.isFinite(value)) {
      json.addProperty(name, value);
    } else {
      json.addProperty(name, String.valueOf(value));
    }
  }

  /** Reads {@link #json()}. */
  static GuardEvent of(JsonObject json) {
    return new GuardEvent(
        JsonFields.required(json, "step", JsonFields::integer),
        JsonFields.required(json, "guard", JsonFields::text),
        JsonFields.required(json, "seen", JsonElement::getAsDouble),
        JsonFields.required(json, "limit", JsonElement::getAsDouble),
        GuardAction.valueOf(JsonFields.required(json, "action", JsonFields::text)),
        JsonFields.required(json, "message", JsonFields::text));
  }
}
