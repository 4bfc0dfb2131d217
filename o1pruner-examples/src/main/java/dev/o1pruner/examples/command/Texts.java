package dev.o1pruner.examples.command;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures and tables for people. */
final class Texts {

  private Texts() {}

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
