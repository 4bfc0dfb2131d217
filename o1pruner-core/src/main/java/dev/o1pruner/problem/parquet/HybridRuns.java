package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Parquet's mix of run lengths and bit packing, for levels, dictionary indices and booleans. */
final class HybridRuns {

  private HybridRuns() {}

  /**
   * Reads values.
   *
   * @param bits of each value, 0 to 32
   * @param count of values wanted; the last run may hold more
   */
  static int[] read(ByteBuffer bytes, int bits, int count) {
    checkArgument(bits >= 0 && bits <= Integer.SIZE, "values of %s bits can't be read", bits);
    int[] values = new int[count];
    int at = 0;
    while (at < count) {
      long header = Varint.read(bytes);
      long announced = header >>> 1;
      if ((header & 1) == 0) {
        int run = (int) Math.min(announced, count - at);
        int value = littleEndian(bytes, (bits + 7) / 8);
        Arrays.fill(values, at, at + run, value);
        at += run;
        checkArgument(run > 0, "a run of no values stands in it");
      } else {
        int packed = (int) Math.min(announced * 8, count - at);
        int start = bytes.position();
        for (int i = 0; i < packed; i++) {
          values[at++] = packed(bytes, start, (long) i * bits, bits);
        }
        checkArgument(packed > 0, "a run of no values stands in it");
        bytes.position((int) Math.min(start + announced * bits, bytes.limit()));
      }
    }
    return values;
  }

  private static int littleEndian(ByteBuffer bytes, int width) {
    int value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes.get() & 0xff) << (8 * i);
    }
    return value;
  }

  private static int packed(ByteBuffer bytes, int start, long bit, int bits) {
    int value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      int octet = bytes.get(start + (int) (bit / 8));
      value |= ((octet >>> (bit % 8)) & 1) << i;
    }
    return value;
  }
}
