package dev.o1pruner;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a report says of the training behind its figures.
 *
 * @param seconds wall-clock time of each stage, by its name, in the order they ran
 * @param droppedSequences kept solutions that were too long to be trained on
 * @param truncatedSequences kept solutions whose head only was trained on
 * @param steps optimizer steps that were taken
 * @param endedEarly what a guard ended it for; empty if none did
 */
record FinishedTraining(
    Map<String, Double> seconds,
    int droppedSequences,
    int truncatedSequences,
    int steps,
    String endedEarly) {

  FinishedTraining {
    seconds = ImmutableMap.copyOf(seconds);
  }

  /** Reads what a {@link PruningReport} was written as. */
  static FinishedTraining of(JsonObject report) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    JsonFields.required(report, "seconds", JsonElement::getAsJsonObject)
        .asMap()
        .forEach((stage, value) -> seconds.put(stage, value.getAsDouble()));
    return new FinishedTraining(
        seconds,
        JsonFields.required(report, "droppedSequences", JsonFields::integer),
        JsonFields.required(report, "truncatedSequences", JsonFields::integer),
        JsonFields.required(report, "steps", JsonFields::integer),
        JsonFields.required(report, "endedEarly", JsonFields::text));
  }
}
