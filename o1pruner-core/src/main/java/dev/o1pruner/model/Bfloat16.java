package dev.o1pruner.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Brain floats at the border to DJL, which knows no such arrays: a bfloat16 is the upper half of a
 * float's bits, so widening is exact and narrowing is exact for values already rounded.
 */
final class Bfloat16 {

  private Bfloat16() {}

  /** Little-endian bfloat16 to native floats, from the start of a buffer that has room for them. */
  static void widen(ByteBuffer halves, ByteBuffer floats) {
    ByteBuffer source = halves.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    floats.clear().order(ByteOrder.nativeOrder());
    while (source.hasRemaining()) {
      floats.putInt(source.getShort() << 16);
    }
    floats.flip();
  }

  /** Native floats that hold bfloat16 values to little-endian bfloat16. */
  static ByteBuffer narrow(ByteBuffer floats) {
    ByteBuffer source = floats.duplicate().order(ByteOrder.nativeOrder());
    ByteBuffer halves = ByteBuffer.allocate(source.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
    while (source.hasRemaining()) {
      halves.putShort((short) (source.getInt() >>> 16));
    }
    return halves.flip();
  }
}
