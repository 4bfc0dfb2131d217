package dev.o1pruner.optimizer;

import ai.djl.ndarray.types.Shape;
import java.util.Map;

/**
 * How a gradient moves a weight, with the settings of that. What is kept in how many bits is no
 * concern of a rule: it sees 32-bit arrays.
 */
public sealed interface UpdateRule permits AdamWSettings, AdamMiniSettings, SgdSettings {

  /** What checkpoints and reports call it, such as {@code adamw}. */
  String name();

  /** The shapes of the state it keeps of a weight, zero at the start, by kind. */
  Map<String, Shape> state(OptimizedWeight weight);

  /** Takes one step. */
  void apply(StepArrays arrays);
}
