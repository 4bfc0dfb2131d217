package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;

/** The weights a draw decodes with: the model's own, or a {@link WeightCopy} that close() frees. */
final class DecodingWeights implements AutoCloseable {

  private final NDManager scope;
  private final NDList list;

  DecodingWeights(LanguageModel model, WeightCopy copy) {
    this.scope = model.manager().newSubManager();
    try {
      this.list = make(model, copy);
    } catch (EngineException e) {
      close();
      throw OutOfMemory.is(e) ? OutOfMemory.ofCopy(model, copy, e) : e;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private NDList make(LanguageModel model, WeightCopy copy) {
    NDList packed =
        switch (copy) {
          case NONE -> new NDList();
          case PACKED -> pack(model, model.precision());
          case PACKED_BF16 -> pack(model, Precision.BF16);
        };
    checkArgument(
        !packed.isEmpty() || copy != WeightCopy.PACKED_BF16,
        "%s needs products of bfloat16, which libtorch hasn't on this machine: choose %s",
        WeightCopy.PACKED_BF16,
        WeightCopy.PACKED);
    return packed.isEmpty()
        ? model.script().infer(scope, "decoding_weights", model.weights())
        : packed;
  }

  /** Empty if libtorch can't. */
  private NDList pack(LanguageModel model, Precision precision) {
    return scope.getDevice().isGpu()
        ? new NDList()
        : model.script().infer(scope, "packed_weights", model.weights(), precision.torchCode());
  }

  /** In the script's order: the model's weights, then the head. */
  NDList list() {
    return list;
  }

  @Override
  public void close() {
    scope.close();
  }
}
