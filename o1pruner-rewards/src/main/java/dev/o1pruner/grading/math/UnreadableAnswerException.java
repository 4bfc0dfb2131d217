package dev.o1pruner.grading.math;

import java.io.Serial;

/** Ends the reading of an answer that is no mathematics we know, or that costs too much. */
final class UnreadableAnswerException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  UnreadableAnswerException(String reason) {
    super(reason, null, false, false); // ordinary for free text, so no costly stack trace
  }
}
