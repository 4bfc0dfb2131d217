package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;

/** The number types a safetensors header may name, with their bytes per number. */
final class Dtypes {

  private static final ImmutableMap<String, Integer> BYTES =
      ImmutableMap.<String, Integer>builder()
          .put("F64", 8)
          .put("I64", 8)
          .put("U64", 8)
          .put("C64", 8)
          .put("F32", 4)
          .put("I32", 4)
          .put("U32", 4)
          .put("F16", 2)
          .put("BF16", 2)
          .put("I16", 2)
          .put("U16", 2)
          .put("F8_E4M3", 1)
          .put("F8_E5M2", 1)
          .put("F8_E8M0", 1)
          .put("I8", 1)
          .put("U8", 1)
          .put("BOOL", 1)
          .buildOrThrow();

  private Dtypes() {}

  /**
   * Bytes per number.
   *
   * @throws IllegalArgumentException if the format has no such type
   */
  static int bytes(String dtype) {
    Integer bytes = BYTES.get(dtype);
    checkArgument(
        bytes != null, "dtype %s is unknown; known are %s", Quote.of(dtype), BYTES.keySet());
    return bytes;
  }
}
