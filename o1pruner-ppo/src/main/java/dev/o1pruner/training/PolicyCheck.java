package dev.o1pruner.training;

import dev.o1pruner.model.LanguageModel;
import java.util.Map;

/** Has a policy that is being trained solve problems that it isn't trained on. */
@FunctionalInterface
public interface PolicyCheck {

  /**
   * How well it does: {@link Guard#ACCURACY} and {@link Guard#CHECKED_LENGTH}. Always the same for
   * the same weights, so that a resumed run decides as it would have; the policy stays as it is.
   */
  Map<String, Double> figures(LanguageModel policy);

  /** For settings that never check. */
  static PolicyCheck none() {
    return policy -> {
      throw new IllegalStateException(
          "checkEvery is set, but there are no problems to check the policy on: give some, or leave"
              + " checkEvery out");
    };
  }
}
