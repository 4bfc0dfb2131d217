package dev.o1pruner.examples.command;

import static dev.o1pruner.examples.command.Texts.format;

/**
 * The words of a progress display.
 *
 * @param what the stage
 * @param total units in all
 * @param unit what is counted, in the plural
 */
record ProgressText(String what, long total, String unit) {

  private static final int BAR = 20;

  /** What a terminal surely shows without wrapping, which would spoil drawing over. */
  private static final int WIDTH = 79;

  /** A bar: {@code sampling [#####.....] 256 of 512 solutions, 12.3/s, 21 s left}. */
  String bar(long done, double seconds, String note) {
    int filled = total <= 0 ? BAR : (int) (BAR * Math.min(done, total) / total);
    String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
    String text = what + " [" + bar + "] " + figures(done, seconds, note);
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH);
  }

  /** A line: {@code sampling: 256 of 512 solutions, 12.3/s, 21 s left}. */
  String line(long done, double seconds, String note) {
    return what + ": " + figures(done, seconds, note);
  }

  private String figures(long done, double seconds, String note) {
    String count = format("%d of %d %s", done, total, unit);
    String remark = note.isEmpty() ? "" : ", " + note;
    if (done <= 0 || seconds <= 0) {
      return count + remark;
    }
    double rate = done / seconds;
    String pace =
        done >= total
            ? format(" in %s, %.1f/s", duration(seconds), rate)
            : format(", %.1f/s, %s left", rate, duration((total - done) / rate));
    return count + pace + remark;
  }

  /**
   * Seconds as people say them: {@code 4.2 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min}.
   */
  static String duration(double seconds) {
    if (seconds < 9.95) {
      return format("%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return format("%d s", whole);
    }
    return whole < 3600
        ? format("%d min %d s", whole / 60, whole % 60)
        : format("%d h %d min", whole / 3600, whole % 3600 / 60);
  }
}
