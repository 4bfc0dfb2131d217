package dev.o1pruner.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lays out cells as a Markdown table whose columns line up in a fixed-width font. */
public final class MarkdownTable {

  private MarkdownTable() {}

  /** Renders a table; each row has as many cells as the header. Ends with a line break. */
  public static String render(List<String> header, List<List<String>> rows) {
    return table(escaped(header), rows.stream().map(MarkdownTable::escaped).toList());
  }

  /** A bar within a cell would end it. */
  private static List<String> escaped(List<String> cells) {
    return cells.stream().map(cell -> cell.replace("|", "\\|")).toList();
  }

  private static String table(List<String> header, List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      int index = column;
      widths.add(
          Stream.concat(Stream.of(header), rows.stream())
              .mapToInt(row -> row.get(index).length())
              .max()
              .orElse(0));
    }
    StringBuilder table = new StringBuilder(line(header, widths));
    table.append(line(widths.stream().map("-"::repeat).toList(), widths));
    rows.forEach(row -> table.append(line(row, widths)));
    return table.toString();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(' ').append(cell).append(" ".repeat(widths.get(column) - cell.length()));
      line.append(" |");
    }
    return line.append('\n').toString();
  }
}
