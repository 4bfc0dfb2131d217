package dev.o1pruner.examples.command;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Figures and tables for people. */
public final class Texts {

  /** What a terminal may take for a command, such as to change its title or to move the cursor. */
  private static final Pattern CONTROL =
      Pattern.compile("(?!\\r\\n)[\\p{Cntrl}\\x{80}-\\x{9f}&&[^\\n\\t]]");

  private Texts() {}

  /** Text of a model, a file or a server, with U+FFFD for each control character. */
  public static String harmless(String text) {
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }

  /** Formats with a decimal point, whatever the user's language. */
  @FormatMethod
  static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }

  /** Lines up rows of equal length: the first column to the left, figures to the right. */
  static String table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        int index = column;
        int width = rows.stream().mapToInt(cells -> cells.get(index).length()).max().orElse(0);
        String cell = row.get(column);
        String blanks = " ".repeat(width - cell.length());
        line.append(column == 0 ? cell + blanks : "  " + blanks + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }
}
