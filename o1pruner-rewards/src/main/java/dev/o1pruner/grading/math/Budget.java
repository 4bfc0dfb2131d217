package dev.o1pruner.grading.math;

import java.math.BigInteger;

/**
 * What one verdict may cost, counted in operations so that it is the same on every machine.
 *
 * <p>One unit is about a tree node evaluated with short numbers; long numbers cost more.
 */
final class Budget {

  /** Characters of an answer that is read as mathematics; longer ones are compared as text. */
  static final int MAX_CHARACTERS = 2_000;

  /** Characters of an answer that is tidied at all; longer ones must be the same as they stand. */
  static final int MAX_TEXT = 20_000;

  /** Bits of an exact number; beyond it arithmetic is inexact. */
  static final int MAX_BITS = 1_024;

  /** Units of one verdict; the costliest hostile answers take a few milliseconds with it. */
  static final int UNITS = 30_000;

  /** Nesting of a tree, far below what overflows the smallest stack. */
  private static final int MAX_DEPTH = 60;

  private int left = UNITS;
  private int depth;

  void spend(int units) {
    left -= units;
    if (left < 0) {
      throw new UnreadableAnswerException("it costs too much");
    }
  }

  /** Charges for a product or a greatest common divisor of numbers this long. */
  void spend(BigInteger a, BigInteger b) {
    int words = (Math.max(a.bitLength(), b.bitLength()) + 63) / 64;
    spend(1 + words * words / 8);
  }

  void descend() {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableAnswerException("it is nested too deeply");
    }
  }

  void ascend() {
    depth--;
  }
}
