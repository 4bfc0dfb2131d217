package dev.o1pruner.sampling;

import ai.djl.engine.EngineException;
import dev.o1pruner.model.LanguageModel;
import java.util.List;
import java.util.Locale;

/** What a failure to allocate means for sampling. */
final class OutOfMemory {

  /** What libtorch says: on Linux and macOS, on Windows, on a GPU, and the C++ library's. */
  private static final List<String> SIGNS =
      List.of("can't allocate memory", "not enough memory", "out of memory", "bad_alloc");

  private OutOfMemory() {}

  /** Whether memory was short; DJL passes on libtorch's failures as text. */
  static boolean is(EngineException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return SIGNS.stream().anyMatch(message::contains);
  }

  /** The end of a draw that has halved its slots down to one. */
  static IllegalStateException ofOneSlot(
      LanguageModel model, EngineSettings settings, int positions, EngineException e) {
    return new IllegalStateException(
        ("not enough memory to sample even one solution at a time: %s for keys and values of %d"
                + " positions at %s, beside %s for the copy of the weights (%s); set fewer tokens"
                + " a solution, hold the model at bf16, or make no copy of the weights")
            .formatted(
                mebibytes(KvCache.bytesPerSlot(model.config(), model.precision(), positions)),
                positions,
                model.precision(),
                mebibytes(settings.weights().bytes(model.config(), model.precision())),
                settings.weights()),
        e);
  }

  /** The end of a draw that has no room for its copy of the weights. */
  static IllegalStateException ofCopy(LanguageModel model, WeightCopy copy, EngineException e) {
    return new IllegalStateException(
        "not enough memory to copy the weights for decoding: %s for %s; choose %s, which is slower"
            .formatted(
                mebibytes(copy.bytes(model.config(), model.precision())), copy, WeightCopy.NONE),
        e);
  }

  /** A number of bytes, for people. */
  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20);
  }
}
