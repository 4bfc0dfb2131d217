package dev.o1pruner.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What was measured, as Markdown. */
final class Table {

  private final List<String> lines = new ArrayList<>();

  Table() {
    lines.add("| what | of | median (least-most) |");
    lines.add("|---|---|---|");
  }

  /** One row; units are in its first cell. */
  void add(String what, String who, String figure) {
    lines.add("| %s | %s | %s |".formatted(what, who, figure));
  }

  void print(PrintStream out) {
    lines.forEach(out::println);
  }
}
