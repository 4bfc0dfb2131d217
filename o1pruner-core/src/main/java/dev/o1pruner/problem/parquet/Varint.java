package dev.o1pruner.problem.parquet;

import java.nio.ByteBuffer;

/** Numbers of seven bits a byte, the lowest first; the high bit says that more follow. */
final class Varint {

  private Varint() {}

  static long read(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in it is over 64 bits");
  }
}
