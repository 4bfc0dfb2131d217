package dev.o1pruner.grading;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What a grading makes of made-up solutions: tells apart gradings that are code, whose settings
 * nothing shows.
 */
public final class GradingFigures {

  /** A gold answer and a solution that one grading may call right and another one wrong. */
  private record Probe(String gold, String text) {}

  private static final List<Probe> PROBES =
      ImmutableList.of(
          new Probe("5", "5"),
          new Probe("5", "It is 5."),
          new Probe("5", "\\boxed{5}"),
          new Probe("5", "\\boxed{4} no, \\boxed{5}"),
          new Probe("5", "\\boxed{5} is not it. 7"),
          new Probe("5", "Answer: 5. Check: 2 + 2 = 4."),
          new Probe("5", "The answer is 5"),
          new Probe("5", "#### 5"),
          new Probe("5", "<think>\\boxed{4}</think> 5"),
          new Probe("5", "<think>5"),
          new Probe("5", "\\boxed{5"),
          new Probe("5", "\\boxed{5.0}"),
          new Probe("5", "\\boxed{5\\text{ cm}}"),
          new Probe("1/2", "\\boxed{\\frac{1}{2}}"),
          new Probe("1/2", "\\boxed{0.5}"),
          new Probe("1/3", "\\boxed{0.333}"),
          new Probe("50\\%", "\\boxed{0.5}"),
          new Probe("\\sqrt{8}", "\\boxed{2\\sqrt{2}}"),
          new Probe("x^2 - 1", "\\boxed{(x - 1)(x + 1)}"),
          new Probe("\\{1, 2\\}", "\\boxed{2, 1}"),
          new Probe("(1, 2)", "\\boxed{(2, 1)}"),
          new Probe("yes", "Yes"),
          new Probe("7", "5"),
          new Probe("5", ""));

  private GradingFigures() {}

  /** The answer found in each of 24 texts, and whether it is right. */
  public static List<String> of(Grading grading) {
    return PROBES.stream()
        .map(
            probe ->
                "%s %s"
                    .formatted(
                        grading.gradeText(probe.gold, probe.text) ? "right" : "wrong",
                        grading.extractor().extract(probe.text)))
        .toList();
  }
}
