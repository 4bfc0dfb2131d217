package dev.o1pruner.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Locale;

/**
 * A quantity measured several times.
 *
 * @param values in the order measured, at least one
 */
record Figure(List<Double> values) {

  Figure {
    checkArgument(!values.isEmpty(), "a figure needs at least one value");
    values = List.copyOf(values);
  }

  /** The middle value, or the mean of the two in the middle. */
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Median and range, such as {@code 12.3 (11.9-12.4)}. */
  String text() {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    int digits = most < 100 ? 1 : 0;
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + "-" + number + ")", median(), least, most);
  }
}
