package dev.o1pruner.optimizer;

import dev.o1pruner.model.Precision;
import java.util.List;

/**
 * An optimizer: a rule, and what it keeps in how many bits.
 *
 * @param rule how gradients move weights
 * @param precision of what is kept
 */
public record OptimizerSettings(UpdateRule rule, OptimizerPrecision precision) {

  /** AdamW with its defaults and 32-bit state. */
  public static OptimizerSettings adamW() {
    return of(AdamWSettings.defaults());
  }

  /** Adam-mini, the authors' optimizer for Marco-o1, with its defaults and 32-bit state. */
  public static OptimizerSettings adamMini() {
    return of(AdamMiniSettings.defaults());
  }

  /**
   * Gradient descent with 32-bit state.
   *
   * @param momentum in [0, 1); 0 has none
   */
  public static OptimizerSettings sgd(double momentum) {
    return of(new SgdSettings(momentum, 0));
  }

  /** A rule with 32-bit state. */
  public static OptimizerSettings of(UpdateRule rule) {
    return new OptimizerSettings(rule, OptimizerPrecision.masterCopy());
  }

  /** The same with another precision. */
  public OptimizerSettings precision(OptimizerPrecision precision) {
    return new OptimizerSettings(rule, precision);
  }

  /**
   * Bytes that an {@link Optimizer} keeps from step to step, beside weights and gradients (which
   * are 4 bytes per parameter).
   *
   * @param weights those that are trained
   * @param held how the weights are held
   */
  public long stateBytes(List<OptimizedWeight> weights, Precision held) {
    long bytes = Precision.F32.bytes(); // the number of steps
    for (OptimizedWeight weight : weights) {
      for (var shape : rule.state(weight).values()) {
        bytes += shape.size() * precision.state().bytes();
      }
      if (precision.hasMaster(held)) {
        bytes += weight.shape().size() * Precision.F32.bytes();
      }
    }
    return bytes;
  }

  /**
   * Bytes that an {@link Optimizer} holds during a step beside what it keeps: 32-bit copies of what
   * is kept in 16 bits, of one weight at a time.
   *
   * @param weights those that are trained
   * @param held how the weights are held
   */
  public long stepBytes(List<OptimizedWeight> weights, Precision held) {
    boolean widensWeight = held != Precision.F32 && !precision.hasMaster(held);
    boolean widensState = precision.state() != Precision.F32;
    long most = 0;
    for (OptimizedWeight weight : weights) {
      long numbers = widensWeight ? weight.shape().size() : 0;
      for (var shape : rule.state(weight).values()) {
        numbers += widensState ? shape.size() : 0;
      }
      most = Math.max(most, numbers * Precision.F32.bytes());
    }
    return most;
  }

  /** {@link #stateBytes} per parameter: about 8 for AdamW, 4 for Adam-mini, 0 or 4 for SGD. */
  public double stateBytesPerParameter(List<OptimizedWeight> weights, Precision held) {
    return (double) stateBytes(weights, held)
        / weights.stream().mapToLong(weight -> weight.shape().size()).sum();
  }
}
