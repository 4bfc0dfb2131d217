package dev.o1pruner.model.checkpoint;

import com.google.common.base.Ascii;

/** Names from files of unknown origin, made fit for a sentence: short and on one line. */
final class Quote {

  private static final int LONGEST = 120;

  private Quote() {}

  static String of(Object name) {
    String start = Ascii.truncate(String.valueOf(name), LONGEST, "...");
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]", "?");
  }
}
