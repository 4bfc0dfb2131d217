package dev.o1pruner.training;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.optimizer.Optimizer;
import java.util.Map;

/**
 * What a checkpoint holds beside the progress. Everything else that a training depends on is a
 * function of the step's number: the learning rate, the batch, what dropout leaves out, and, with
 * the optimizer's own step count, stochastic rounding.
 *
 * @param weights what is trained
 * @param optimizer its moments, master copies and step count
 * @param parts what else the run goes on with, by name
 */
public record TrainingState(
    TrainedWeights weights, Optimizer optimizer, Map<String, CheckpointPart> parts) {

  /** Copies the map. */
  public TrainingState {
    parts = ImmutableMap.copyOf(parts);
  }
}
