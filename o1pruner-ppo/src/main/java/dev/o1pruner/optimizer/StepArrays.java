package dev.o1pruner.optimizer;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;

/**
 * What a rule works on in one step: 32-bit arrays, one per weight in each list.
 *
 * @param script holds the arithmetic
 * @param scope for the results of script calls
 * @param weights changed in place
 * @param gradients of the step; may be changed, they are cleared afterwards
 * @param state by kind, changed in place
 * @param steps how many have been taken, this one included; a scalar
 * @param learningRate of the step
 */
public record StepArrays(
    ScriptModule script,
    NDManager scope,
    List<NDArray> weights,
    List<NDArray> gradients,
    Map<String, List<NDArray>> state,
    NDArray steps,
    double learningRate) {

  /** The state of one kind. */
  List<NDArray> state(String kind) {
    List<NDArray> arrays = state.get(kind);
    checkState(arrays != null, "there is no state %s, only %s", kind, state.keySet());
    return arrays;
  }

  /** Calls a method of the script. */
  void call(String method, Object... arguments) {
    script.infer(scope, method, arguments);
  }
}
