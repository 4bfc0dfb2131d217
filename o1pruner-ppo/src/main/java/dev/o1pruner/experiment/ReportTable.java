package dev.o1pruner.experiment;

import com.google.common.html.HtmlEscapers;
import dev.o1pruner.evaluation.MarkdownTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of cells.
 *
 * @param title of what, empty if its section says it
 * @param header its columns' names
 * @param rows as many cells each
 */
record ReportTable(String title, List<String> header, List<List<String>> rows) {

  ReportTable {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  String markdown() {
    return (title.isEmpty() ? "" : "**" + title + "**\n\n") + MarkdownTable.render(header, rows);
  }

  String html() {
    String caption = title.isEmpty() ? "" : "<caption>" + escape(title) + "</caption>";
    return "<div class=\"wide\"><table>"
        + caption
        + "<thead>"
        + row("th", header)
        + "</thead><tbody>"
        + rows.stream().map(row -> row("td", row)).collect(Collectors.joining())
        + "</tbody></table></div>\n";
  }

  private static String row(String tag, List<String> cells) {
    return cells.stream()
        .map(cell -> "<%s>%s</%s>".formatted(tag, escape(cell), tag))
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
