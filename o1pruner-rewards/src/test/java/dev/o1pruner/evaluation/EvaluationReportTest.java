package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {

  @Test
  void the_table_lines_up_and_shows_the_parts_beside_the_score() {
    ScoreComparison all =
        new ScoreComparison(
            summary(10, 0.738, 1156),
            summary(10, 0.775, 657),
            new Estimate(0.4317, 0.42, 0.45),
            new Estimate(0.0501, 0.01, 0.09),
            new Estimate(0.582, 0.5, 0.66));
    ScoreComparison hard =
        new ScoreComparison(
            summary(2, 0, 2000), summary(2, 0.1, 2100), new Estimate(-0.05, -0.1, 0), null, null);

    // Level 5 generated 2 * 2000 of 10 * 1156 tokens: 120.04 s * 4000 / 11560 = 41.5 s
    String table =
        EvaluationReport.markdown(
            new Comparison(all, new TreeMap<>(Map.of("Level 5", hard)), 120.04, 65));

    assertThat(table)
        .isEqualTo(
            """
            | level   | accuracy %          | tokens          | saved % | gained % | AES [95 %]        | seconds      |
            | ------- | ------------------- | --------------- | ------- | -------- | ----------------- | ------------ |
            | all     | 73.8±2.0 → 77.5±2.0 | 1156±7 → 657±7  | +43.2   | +5.0     | 0.58 [0.50, 0.66] | 120.0 → 65.0 |
            | Level 5 | 0.0±2.0 → 10.0±2.0  | 2000±7 → 2100±7 | -5.0    | n/a      | n/a               | 41.5 → 41.6  |
            """);
  }

  private static Summary summary(long solutions, double accuracy, double tokens) {
    return new Summary(
        10,
        solutions,
        new Estimate(accuracy, accuracy - 0.02, accuracy + 0.02),
        new Estimate(tokens, tokens - 7, tokens + 7),
        tokens,
        tokens,
        0);
  }
}
