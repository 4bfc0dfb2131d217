package dev.o1pruner.sampling;

/** Why a solution ended. */
public enum FinishReason {
  /** The model emitted a stop token; it is the solution's last token and counts in its length. */
  STOP,
  /** The token limit or the model's context ended it: the solution is truncated. */
  LENGTH
}
