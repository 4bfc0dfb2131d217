package dev.o1pruner.training;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.model.LanguageModel;
import java.util.List;

/** Says which solution of a batch made a loss or gradient NaN or infinite. */
final class NonFinite {

  private NonFinite() {}

  /** One sentence: what, at which step, on which problem, what now. */
  static String explain(
      int step, double value, LanguageModel policy, List<TrainingExample> examples) {
    List<float[]> logProbs =
        policy.logProbs(examples.stream().map(TrainingExample::tokens).toList());
    double largest = Double.NEGATIVE_INFINITY;
    TrainingExample suspect = examples.get(0);
    for (int i = 0; i < examples.size(); i++) {
      double logRatio = logRatio(examples.get(i), logProbs.get(i));
      // a NaN is worse than any number, and the first one stays
      if (!Double.isNaN(largest) && !(logRatio <= largest)) {
        largest = logRatio;
        suspect = examples.get(i);
      }
    }
    return "loss or gradient is %s at step %d (problem %s, sample %d, log-ratio %.3g): lower the"
            .formatted(value, step, suspect.problemId(), suspect.sample(), largest)
        + " learning rate or the clip range, or use a mean or token ratio";
  }

  private static double logRatio(TrainingExample example, float[] logProbs) {
    ImmutableDoubleArray other = example.drawnWith();
    double sum = 0;
    for (int t = 0; t < logProbs.length; t++) {
      sum += logProbs[t] - (other.isEmpty() ? 0 : other.get(t));
    }
    return sum;
  }
}
