package dev.o1pruner.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Another random order of the same items in each epoch, as a function of seed and epoch alone. */
public final class EpochOrder {

  private EpochOrder() {}

  /**
   * The items in the order of an epoch.
   *
   * @param epoch from 0
   */
  public static <T> List<T> of(List<T> items, long seed, int epoch) {
    List<T> shuffled = new ArrayList<>(items);
    // mixed first: from neighbouring seeds Random starts with nearly the same numbers
    long mixed = new SplittableRandom(seed * 31 + epoch).nextLong();
    Collections.shuffle(shuffled, new Random(mixed));
    return shuffled;
  }
}
