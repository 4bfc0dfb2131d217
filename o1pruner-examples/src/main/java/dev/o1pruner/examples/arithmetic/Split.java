package dev.o1pruner.examples.arithmetic;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What a chain may be used for. A hash of the chain itself decides, so that no chain can ever be
 * used for two things, whatever seeds are drawn.
 */
enum Split {
  /** Eight in ten: the embedded model learns from these. */
  PRETRAINING,
  /** One in ten: O1-Pruner samples and trains on these. */
  TRAINING,
  /** One in ten: evaluation only. */
  HELD_OUT;

  static Split of(Chain chain) {
    long hash = Hashing.sipHash24().hashString(chain.symbols(), StandardCharsets.UTF_8).asLong();
    return switch ((int) Math.floorMod(hash, 10L)) {
      case 8 -> TRAINING;
      case 9 -> HELD_OUT;
      default -> PRETRAINING;
    };
  }
}
