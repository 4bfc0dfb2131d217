package dev.o1pruner.loss;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A step of solutions of up to three tokens, and what a loss makes of it.
 *
 * @param logProbs the policy's, three a solution
 * @param sampler those of the model that drew them
 * @param reference the reference's
 * @param mask 1 for a token, 0 for padding
 * @param advantages one a solution
 * @param unitSize 2 for pairs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record LossProbe(
    float[] logProbs,
    float[] sampler,
    float[] reference,
    float[] mask,
    float[] advantages,
    int unitSize) {

  static final float LN2 = (float) Math.log(2);

  /**
   * Two solutions of three and two tokens. The policy finds the first token of the first twice as
   * likely as sampler and reference did, the first of the second half as likely, the others alike.
   */
  static LossProbe twoSolutions() {
    float[] reference = {-1, -2, -3, -1, -2, 0};
    return new LossProbe(
        new float[] {-1 + LN2, -2, -3, -1 - LN2, -2, 0},
        reference,
        reference,
        new float[] {1, 1, 1, 1, 1, 0},
        new float[] {1, 2},
        1);
  }

  LossProbe logProbs(float... other) {
    return new LossProbe(other, sampler, reference, mask, advantages, unitSize);
  }

  LossProbe reference(float... other) {
    return new LossProbe(logProbs, sampler, other, mask, advantages, unitSize);
  }

  LossProbe pairs() {
    return new LossProbe(logProbs, sampler, reference, mask, advantages, 2);
  }

  /** A loss, its metrics and its gradient with respect to each log-prob. */
  record Result(double loss, Map<String, Double> metrics, float[] gradient) {}

  Result of(PolicyLoss loss) {
    return of(loss, 0, advantages.length);
  }

  /** Solutions {@code from} to {@code to} as a microbatch of the step of all. */
  Result of(PolicyLoss loss, int from, int to) {
    long tokens = 0;
    for (float token : mask) {
      tokens += (long) token;
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray rows = rows(manager, logProbs, from, to);
      rows.setRequiresGradient(true);
      LossInputs inputs =
          new LossInputs(
              rows,
              rows(manager, sampler, from, to),
              rows(manager, reference, from, to),
              manager.create(Arrays.copyOfRange(advantages, from, to)),
              rows(manager, mask, from, to),
              unitSize,
              advantages.length,
              tokens);
      LossTerms terms;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        terms = loss.compute(inputs);
        collector.backward(terms.loss());
      }
      Map<String, Double> metrics = new TreeMap<>();
      terms.metrics().forEach((name, value) -> metrics.put(name, (double) value.getFloat()));
      return new Result(terms.loss().getFloat(), metrics, rows.getGradient().toFloatArray());
    }
  }

  private static NDArray rows(NDManager manager, float[] values, int from, int to) {
    return manager.create(
        Arrays.copyOfRange(values, 3 * from, 3 * to), new Shape(to - from, 3)); // (B, 3)
  }
}
