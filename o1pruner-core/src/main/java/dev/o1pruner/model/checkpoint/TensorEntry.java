package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * Where a tensor lies in its file.
 *
 * @param dtype its number type, such as {@code BF16}
 * @param shape its dimensions
 * @param begin its first byte, counted from the start of the data
 * @param end the byte after its last
 */
record TensorEntry(String dtype, List<Long> shape, long begin, long end) {

  /**
   * Checks all that one entry says against itself.
   *
   * @throws IllegalArgumentException if shape, dtype and offsets can't all be true
   */
  TensorEntry {
    checkArgument(shape.stream().allMatch(size -> size >= 0), "has the shape %s", Quote.of(shape));
    checkArgument(0 <= begin && begin <= end, "has offsets [%s, %s], outside the data", begin, end);
    int width = Dtypes.bytes(dtype);
    long bytes;
    try {
      bytes = Math.multiplyExact(shape.stream().reduce(1L, Math::multiplyExact), width);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "has the shape %s, more than any file holds".formatted(Quote.of(shape)), e);
    }
    checkArgument(
        bytes == end - begin,
        "has %s bytes for shape %s of %s, which takes %s",
        end - begin,
        Quote.of(shape),
        dtype,
        bytes);
    checkArgument(
        begin % width == 0,
        "starts at byte %s, which is no multiple of %s's %s",
        begin,
        dtype,
        width);
    shape = List.copyOf(shape);
  }

  /** Bytes of its data. */
  long bytes() {
    return end - begin;
  }
}
