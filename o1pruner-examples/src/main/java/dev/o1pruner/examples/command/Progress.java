package dev.o1pruner.examples.command;

import java.io.Console;
import java.io.PrintWriter;

/**
 * How far a long stage has come: a bar that is drawn over in a terminal, a plain line about every
 * ten seconds elsewhere. Used by one thread, in try-with-resources.
 */
public final class Progress implements AutoCloseable {

  private static final double SECONDS_BETWEEN_LINES = 10;
  private static final double SECONDS_BETWEEN_DRAWINGS = 0.1;

  private final ProgressText text;
  private final PrintWriter err;
  private final boolean drawn;
  private final long start = System.nanoTime();
  private long done;
  private String note = "";
  private double lastShown;
  private int lastWidth;

  private Progress(ProgressText text, PrintWriter err, boolean drawn) {
    this.text = text;
    this.err = err;
    this.drawn = drawn;
    show(0);
  }

  /**
   * Starts with nothing done.
   *
   * @param what the stage, such as "sampling"
   * @param total units in all
   * @param unit what is counted, in the plural
   * @param err standard error
   */
  public static Progress start(String what, long total, String unit, PrintWriter err) {
    return start(what, total, unit, err, canDraw());
  }

  static Progress start(String what, long total, String unit, PrintWriter err, boolean drawn) {
    return new Progress(new ProgressText(what, total, unit), err, drawn);
  }

  /** Whether people watch a terminal. */
  @SuppressWarnings("SystemConsoleNull") // from Java 22 on, isTerminal() is asked
  static boolean canDraw() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // before Java 22 there is no console without a terminal
    }
  }

  /** So many units are done by now. */
  public void done(long units) {
    done = units;
    double seconds = seconds();
    if (seconds - lastShown >= (drawn ? SECONDS_BETWEEN_DRAWINGS : SECONDS_BETWEEN_LINES)) {
      show(seconds);
    }
  }

  /** One more unit is done. */
  public void advance() {
    done(done + 1);
  }

  /** What to say beside the figures from now on, such as the loss. */
  public void note(String note) {
    this.note = note;
  }

  /** Prints a line that stays, above the bar where one is drawn. */
  public void line(String text) {
    String line = Texts.harmless(text);
    if (drawn) {
      err.println("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      show(seconds());
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** Shows where it stands and leaves the line. */
  @Override
  public void close() {
    show(seconds());
    if (drawn) {
      err.println();
    }
    err.flush();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void show(double seconds) {
    if (drawn) {
      String bar = text.bar(done, seconds, note);
      err.print("\r" + bar + " ".repeat(Math.max(0, lastWidth - bar.length())));
      lastWidth = bar.length();
    } else {
      err.println(text.line(done, seconds, note));
    }
    err.flush();
    lastShown = seconds;
  }
}
