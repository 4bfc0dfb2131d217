package dev.o1pruner.examples.command;

/** A command was stopped and has said how to go on. */
public final class StoppedException extends RuntimeException {

  /** Exit code: {@value}, a shell's for Ctrl-C. */
  public static final int EXIT_CODE = 130;

  StoppedException(RuntimeException cause) {
    super(cause);
  }
}
