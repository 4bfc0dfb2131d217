package dev.o1pruner.grading.math;

import java.io.Serial;

/** Ends an exact evaluation at a value that isn't a sum of square roots, or is undefined. */
final class InexactException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  InexactException(String reason) {
    super(reason, null, false, false); // ordinary, so no costly stack trace
  }
}
