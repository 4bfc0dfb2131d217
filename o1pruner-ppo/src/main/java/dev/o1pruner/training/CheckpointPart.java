package dev.o1pruner.training;

import com.google.gson.JsonObject;

/** What a training goes on with beside weights and optimizer, in the same checkpoint. */
public interface CheckpointPart {

  /** The state as it is when a checkpoint is saved. */
  JsonObject state();

  /**
   * Takes over the state of the checkpoint that the training goes on from; not called if it starts
   * anew, or if the checkpoint has no such part.
   */
  void restore(JsonObject state);
}
