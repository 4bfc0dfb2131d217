package dev.o1pruner.examples.command;

import dev.o1pruner.baseline.OnPolicyMethod;
import java.util.Locale;

/** The on-policy methods that a reward by itself suffices for, by their names on a command line. */
enum RoundsMethod {
  LENGTH_HARMONIZING,
  GRPO,
  DR_GRPO,
  DAPO,
  RLOO,
  GSPO,
  DLER;

  /**
   * The method.
   *
   * @param maxTokens token limit of sampling
   */
  OnPolicyMethod method(int maxTokens) {
    return switch (this) {
      case LENGTH_HARMONIZING -> OnPolicyMethod.lengthHarmonizing();
      case GRPO -> OnPolicyMethod.grpo();
      case DR_GRPO -> OnPolicyMethod.drGrpo(maxTokens);
      case DAPO -> OnPolicyMethod.dapo();
      case RLOO -> OnPolicyMethod.rloo();
      case GSPO -> OnPolicyMethod.gspo();
      case DLER -> OnPolicyMethod.dler();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
