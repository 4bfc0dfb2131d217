package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.problem.Problem;
import java.util.List;

/**
 * Problem sets of the embedded experiment. Training, held-out and pretraining problems never
 * overlap, whatever the counts and seeds: a hash of each problem says what it may be used for.
 */
public final class ArithmeticTask {

  private ArithmeticTask() {}

  /** Distinct problems to sample and train on, all levels in equal parts. */
  public static List<Problem> training(int count, long seed) {
    return new ChainGenerator(seed).problems(count, Split.TRAINING);
  }

  /** Distinct problems to evaluate on, all levels in equal parts. */
  public static List<Problem> heldOut(int count, long seed) {
    return new ChainGenerator(seed).problems(count, Split.HELD_OUT);
  }
}
