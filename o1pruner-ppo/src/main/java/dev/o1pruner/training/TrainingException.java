package dev.o1pruner.training;

/** Training can't go on: the message says at which step, on which problem, and what to do. */
public final class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An exception with a message for the user. */
  public TrainingException(String message) {
    super(message);
  }
}
