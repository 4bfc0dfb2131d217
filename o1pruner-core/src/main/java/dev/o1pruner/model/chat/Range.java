package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Python's range; its items are made when they are asked for. */
record Range(long start, long stop, long step) {

  /** Jinja's own bound on ranges in its sandbox. */
  private static final long MAX_SIZE = 100_000;

  /**
   * The call {@code range(stop)}, {@code range(start, stop)} or {@code range(start, stop, step)}.
   */
  static Range call(Arguments args) {
    args.refuseNamed("range");
    List<Object> bounds = args.positional();
    if (bounds.isEmpty() || bounds.size() > 3) {
      throw ChatTemplateException.of("range() takes 1 to 3 arguments, not %d", bounds.size());
    }
    long start = bounds.size() == 1 ? 0 : bound(bounds.get(0));
    long stop = bound(bounds.get(bounds.size() == 1 ? 0 : 1));
    long step = bounds.size() == 3 ? bound(bounds.get(2)) : 1;
    if (step == 0) {
      throw ChatTemplateException.of("range() arg 3 must not be zero");
    }
    Range range = new Range(start, stop, step);
    if (range.size() > MAX_SIZE) {
      throw ChatTemplateException.of(
          "range of %d items: the sandbox allows %d at most", range.size(), MAX_SIZE);
    }
    return range;
  }

  private static long bound(Object value) {
    return Numbers.index(value); // int-sized, so that the arithmetic above can't overflow
  }

  private long size() {
    long span = step > 0 ? stop - start : start - stop;
    return span <= 0 ? 0 : (span + Math.abs(step) - 1) / Math.abs(step);
  }

  /** The range of every so many of its items, from one index to another. */
  Range slice(int from, int to, int stride) {
    return new Range(start + from * step, start + to * step, step * stride);
  }

  List<Object> items() {
    return new Items(this);
  }

  private static final class Items extends AbstractList<Object> implements RandomAccess {
    private final Range range;

    Items(Range range) {
      this.range = range;
    }

    @Override
    public Object get(int index) {
      return BigInteger.valueOf(range.start + index * range.step);
    }

    @Override
    public int size() {
      return (int) range.size();
    }
  }
}
