package dev.o1pruner.loss;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a loss says of one microbatch. Every number is this microbatch's share of the whole step's,
 * and the trainer puts them {@link #together}.
 *
 * @param loss to be minimised (), carrying the graph back to the log-probs
 * @param metrics further numbers by name, each ()
 */
public record LossTerms(NDArray loss, Map<String, NDArray> metrics) {

  /** Metric: mean of the policy/reference ratio. */
  public static final String MEAN_RATIO = "meanRatio";

  /** Metric: largest policy/reference ratio; of a step's parts the largest. */
  public static final String MAX_RATIO = "maxRatio";

  /** Metric: fraction of ratios whose gradient the clip cuts. */
  public static final String CLIPPED_FRACTION = "clippedFraction";

  /** Metric: estimated divergence from the reference per token, before its weight. */
  public static final String KL = "kl";

  /** Metric: share of pairs whose chosen solution scores higher than the rejected one. */
  public static final String PREFERENCE_ACCURACY = "preferenceAccuracy";

  /** Metric: mean of chosen less rejected score, before any margin that the loss asks for. */
  public static final String SCORE_MARGIN = "scoreMargin";

  /** Metric: mean score of chosen solutions; DPO's implicit reward. */
  public static final String CHOSEN_SCORE = "chosenScore";

  /** Metric: mean score of rejected solutions. */
  public static final String REJECTED_SCORE = "rejectedScore";

  /**
   * What two parts' values of a metric are together: their sum, of {@link #MAX_RATIO} the larger.
   */
  public static double together(String metric, double one, double other) {
    return metric.equals(MAX_RATIO) ? Math.max(one, other) : one + other;
  }

  /** Copies the metrics. */
  public LossTerms {
    metrics = Map.copyOf(metrics);
  }
}
