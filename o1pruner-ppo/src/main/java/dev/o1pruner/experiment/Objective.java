package dev.o1pruner.experiment;

import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.training.TrainingExample;
import java.util.List;

/**
 * What to train on and to what end.
 *
 * @param examples with all that the loss looks at, in an order that is always the same
 * @param loss what is minimised
 */
public record Objective(List<TrainingExample> examples, PolicyLoss loss) {

  /** Copies the list. */
  public Objective {
    examples = List.copyOf(examples);
  }
}
