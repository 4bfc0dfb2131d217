package dev.o1pruner.baseline;

import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.training.TrainingExample;
import java.util.List;

/**
 * What to train on and to what end. A {@code Trainer} with the loss runs it on {@code
 * BatchSource.shuffled} of the examples.
 *
 * @param examples with all that the loss looks at; perhaps none
 * @param loss the objective
 */
public record TrainingTask(List<TrainingExample> examples, PolicyLoss loss) {

  /** Copies the list. */
  public TrainingTask {
    examples = List.copyOf(examples);
  }
}
