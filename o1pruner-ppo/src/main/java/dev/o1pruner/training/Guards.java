package dev.o1pruner.training;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonFields;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the findings of a training's guards come to, and tells of them. What it remembers is
 * in the training's checkpoints, so that a resumed run tells and decides as it would have.
 */
final class Guards implements CheckpointPart {

  /** Its name among the parts of a checkpoint. */
  static final String PART = "guards";

  private static final String FIRST = "first";
  private static final String STANDING = "standing";
  private static final String CHECKED = "checked";
  private static final String BEST_LENGTH = "bestLength";
  private static final String ENDING = "ending";

  private final GuardSettings settings;
  private final TrainingListener listener;
  private final Map<String, Double> first = new TreeMap<>();
  private final TreeSet<String> standing = new TreeSet<>();
  private int checked = -1;
  private @Nullable Double bestLength;
  private @Nullable GuardEvent ending;

  Guards(GuardSettings settings, TrainingListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** What ended the training; null if nothing has. */
  @Nullable GuardEvent ending() {
    return ending;
  }

  /**
   * Has the guards look at figures.
   *
   * @param step optimizer steps that are done
   * @return whether nothing is wrong with them
   */
  boolean look(int step, Map<String, Double> now) {
    now.forEach(first::putIfAbsent);
    boolean clean = true;
    for (GuardSettings.Watch watch : settings.looking(now).toList()) {
      String name = watch.guard().name();
      Guard.Finding finding = watch.guard().look(now, first);
      if (finding == null) {
        standing.remove(name);
        continue;
      }
      clean = false;
      GuardEvent event = GuardEvent.of(step, name, finding, watch.action());
      boolean ends = watch.action() != GuardAction.WARN;
      if (standing.add(name) || ends) {
        listener.onEvent(event);
      }
      if (ends && ending == null) {
        ending = event;
      }
    }
    return clean;
  }

  /**
   * Has them look at a check.
   *
   * @return whether its weights are the best so far to go back to: nothing is wrong with them, and
   *     of such they have the shortest solutions, which is what pruning is for
   */
  boolean lookAt(PolicyChecked check) {
    checked = check.step();
    Map<String, Double> figures =
        ImmutableMap.of(Guard.ACCURACY, check.accuracy(), Guard.CHECKED_LENGTH, check.length());
    if (!look(check.step(), figures) || (bestLength != null && check.length() >= bestLength)) {
      return false;
    }
    bestLength = check.length();
    return true;
  }

  /** Steps that were done when the policy was last checked; under 0 if it never was. */
  int checked() {
    return checked;
  }

  /** Tells of a loss or gradient that no training survives, whatever the settings. */
  TrainingException notFinite(int step, double value, String message) {
    listener.onEvent(
        new GuardEvent(step, "finite", value, Double.MAX_VALUE, GuardAction.STOP, message));
    return new TrainingException(message);
  }

  /** Tells again of what ended the training that is gone on from. */
  void tellEnding() {
    if (ending != null) {
      listener.onEvent(ending);
    }
  }

  @Override
  public JsonObject state() {
    JsonObject json = new JsonObject();
    JsonObject figures = new JsonObject();
    first.forEach(figures::addProperty);
    json.add(FIRST, figures);
    JsonArray names = new JsonArray();
    standing.forEach(names::add);
    json.add(STANDING, names);
    json.addProperty(CHECKED, checked);
    json.addProperty(BEST_LENGTH, bestLength);
    json.add(ENDING, ending == null ? null : ending.json());
    return json;
  }

  @Override
  public void restore(JsonObject state) {
    JsonFields.required(state, FIRST, JsonElement::getAsJsonObject)
        .asMap()
        .forEach((name, value) -> first.put(name, value.getAsDouble()));
    JsonFields.required(state, STANDING, JsonElement::getAsJsonArray)
        .forEach(name -> standing.add(name.getAsString()));
    checked = JsonFields.required(state, CHECKED, JsonFields::integer);
    bestLength = JsonFields.optional(state, BEST_LENGTH, JsonElement::getAsDouble);
    ending = JsonFields.optional(state, ENDING, event -> GuardEvent.of(event.getAsJsonObject()));
  }
}
