package dev.o1pruner.loss;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a loss says of one microbatch. Every number is this microbatch's share of the whole step's:
 * the trainer adds them up.
 *
 * @param loss to be minimised (), carrying the graph back to the log-probs
 * @param metrics further numbers by name, each ()
 */
public record LossTerms(NDArray loss, Map<String, NDArray> metrics) {

  /** Metric: mean of the policy/reference ratio. */
  public static final String MEAN_RATIO = "meanRatio";

  /** Metric: fraction of ratios whose gradient the clip cuts. */
  public static final String CLIPPED_FRACTION = "clippedFraction";

  /** Copies the metrics. */
  public LossTerms {
    metrics = Map.copyOf(metrics);
  }
}
