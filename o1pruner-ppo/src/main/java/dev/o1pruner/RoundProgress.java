package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.training.CheckpointPart;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The next round and what it starts from, as a part of the training's checkpoints. */
final class RoundProgress implements CheckpointPart {

  /** Its name among the parts. */
  static final String PART = "rounds";

  private static final String ROUND = "round";

  private RoundState state;
  private int round;

  RoundProgress(RoundState initial) {
    this.state = initial;
  }

  /** What the next round starts from. */
  RoundState next() {
    return state;
  }

  /** A round has drawn its samples: this is what the one after it starts from. */
  void goOn(int after, RoundState next) {
    round = after;
    state = next;
  }

  /**
   * Refuses the checkpoint of a run with other rounds.
   *
   * @param finishedSteps of the weights that were found
   * @param stepsPerRound optimizer steps of a round
   * @param directory where they were found
   */
  void check(int finishedSteps, int stepsPerRound, @Nullable Path directory) {
    checkArgument(
        finishedSteps == round * stepsPerRound,
        "%s has weights after %s steps, which with %s steps a round aren't the end of one of this"
            + " run's rounds; delete it to start anew",
        directory,
        finishedSteps,
        stepsPerRound);
  }

  @Override
  public JsonObject state() {
    JsonObject json = state.json();
    json.addProperty(ROUND, round);
    return json;
  }

  @Override
  public void restore(JsonObject json) {
    goOn(JsonFields.required(json, ROUND, JsonFields::integer), state.restore(json));
  }
}
