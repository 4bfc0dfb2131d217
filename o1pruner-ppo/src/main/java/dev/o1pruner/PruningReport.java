package dev.o1pruner;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.EvaluationReport;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reference against policy on the evaluation problems.
 *
 * @param comparisons one per decoding setting, by its name
 * @param seconds wall-clock time of each stage, by its name, in the order they ran
 * @param droppedSequences kept solutions that were too long to be trained on
 * @param truncatedSequences kept solutions whose head only was trained on
 * @param steps optimizer steps that were taken
 * @param endedEarly what a guard ended training for; empty if none did
 */
public record PruningReport(
    Map<String, Comparison> comparisons,
    Map<String, Double> seconds,
    int droppedSequences,
    int truncatedSequences,
    int steps,
    String endedEarly) {

  /** Copies the maps, keeping their order. */
  public PruningReport {
    comparisons = ImmutableMap.copyOf(comparisons);
    seconds = ImmutableMap.copyOf(seconds);
  }

  /**
   * The comparisons as Markdown tables that read well in a terminal; long sequences if there were
   * any, and why training ended if a guard ended it.
   */
  public String markdown() {
    String limited =
        droppedSequences + truncatedSequences == 0
            ? ""
            : "\nTraining sequences over the limit: %d dropped, %d truncated.\n"
                .formatted(droppedSequences, truncatedSequences);
    String ended =
        endedEarly.isEmpty() ? "" : "\nTraining was ended early: %s.\n".formatted(endedEarly);
    return tables() + limited + ended;
  }

  private String tables() {
    return comparisons.entrySet().stream()
        .map(
            entry -> "### " + entry.getKey() + "\n\n" + EvaluationReport.markdown(entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public String toString() {
    return markdown();
  }
}
