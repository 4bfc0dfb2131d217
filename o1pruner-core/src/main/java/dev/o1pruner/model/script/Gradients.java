package dev.o1pruner.model.script;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records gradients of what this thread computes with arrays until it is closed. DJL's
 * GradientCollector does the same for one thread in the process and refuses all others; libtorch
 * keeps the mode per thread, so trainings in several threads don't meet here.
 */
public final class Gradients implements AutoCloseable {

  private final boolean before = JniUtils.isGradMode();

  /** Begins to record. */
  public Gradients() {
    JniUtils.setGradMode(true);
  }

  /** Computes the gradients of a number, (), with respect to all that requires them. */
  public void backward(NDArray loss) {
    try (NDArray one = loss.getManager().ones(loss.getShape(), loss.getDataType())) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
  }

  /** Ends it; the mode is what it was. */
  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
