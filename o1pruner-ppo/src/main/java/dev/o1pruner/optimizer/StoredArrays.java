package dev.o1pruner.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hashing;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.script.ScriptModule;
import java.nio.charset.StandardCharsets;

/**
 * Arrays as they are kept, and as a step sees them: 32-bit ones are the same, others are widened
 * for the step and rounded back after it.
 *
 * <p>DJL has no operations on bfloat16 and ends the process when one is called, so state in
 * bfloat16 is held as float16 arrays of the same bits, which only the script reads.
 */
record StoredArrays(ScriptModule script, long seed) {

  /** The type that DJL holds state of a precision as. */
  static DataType carrier(Precision precision) {
    return precision == Precision.BF16 ? DataType.FLOAT16 : DataType.FLOAT32;
  }

  /** An array of zeros. */
  static NDArray zeros(NDManager manager, Shape shape, Precision precision) {
    return manager.zeros(shape, carrier(precision));
  }

  private static boolean isWide(NDArray array) {
    return array.getDataType() == DataType.FLOAT32;
  }

  /** The values in 32 bits: the array itself, or a copy for this scope. */
  NDArray widen(NDManager scope, NDArray stored) {
    return isWide(stored) ? stored : script.infer(scope, "widen", stored).get(0);
  }

  /** A 32-bit copy that lasts: what a script call returns could not be changed by DJL later. */
  NDArray master(NDManager manager, NDArray weight) {
    NDArray master = manager.zeros(weight.getShape());
    assign(manager, master, weight);
    return master;
  }

  /** Copies values, rounding to nearest where the target is narrower. */
  void assign(NDManager scope, NDArray target, NDArray values) {
    script.infer(scope, "assign", target, values);
  }

  /**
   * Rounds what {@link #widen} returned at random into the array it came from, if it is a copy.
   *
   * @param name decides, with the seed and the step, which way each number is rounded
   */
  void roundBack(NDManager scope, NDArray stored, NDArray values, String name, long step) {
    if (!isWide(stored)) {
      script.infer(scope, "round_stochastic", stored, values, key(name, step));
    }
  }

  /** 32 bits that have nothing in common with those of another name or step. */
  private long key(String name, long step) {
    return Hashing.murmur3_128()
            .newHasher()
            .putLong(seed)
            .putLong(step)
            .putString(name, StandardCharsets.UTF_8)
            .hash()
            .asLong()
        >>> 32;
  }
}
