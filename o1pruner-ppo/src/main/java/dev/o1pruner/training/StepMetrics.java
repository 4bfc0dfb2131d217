package dev.o1pruner.training;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * What one optimizer step did.
 *
 * @param step from 0
 * @param steps of the whole run
 * @param loss of the step's batch, before the update
 * @param gradientNorm before clipping
 * @param learningRate of the step
 * @param meanReward of the step's solutions
 * @param solutions in the step
 * @param tokens solution tokens in the step
 * @param seconds it took
 * @param terms the loss's own metrics, such as mean ratio and clipped fraction, and {@link
 *     #SURPRISAL}
 */
public record StepMetrics(
    int step,
    int steps,
    double loss,
    double gradientNorm,
    double learningRate,
    double meanReward,
    int solutions,
    long tokens,
    double seconds,
    Map<String, Double> terms) {

  /**
   * Term of every loss: mean of -log-prob over the step's solution tokens, in nats, before the
   * update. Its expectation is the policy's entropy where the policy drew the solutions.
   */
  public static final String SURPRISAL = "surprisal";

  /** Copies the terms. */
  public StepMetrics {
    terms = ImmutableSortedMap.copyOf(terms); // the same line in every process
  }
}
