package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {

  private static final ProgressText SAMPLING = new ProgressText("sampling", 200, "solutions");

  @Test
  void a_line_has_rate_and_time_left() {
    // 50 in 10 s: 5/s; the other 150 take 30 s
    assertThat(SAMPLING.line(50, 10, ""))
        .isEqualTo("sampling: 50 of 200 solutions, 5.0/s, 30 s left");
    assertThat(SAMPLING.line(0, 10, "")).isEqualTo("sampling: 0 of 200 solutions");
    assertThat(SAMPLING.line(200, 80, "loss 0.5"))
        .isEqualTo("sampling: 200 of 200 solutions in 1 min 20 s, 2.5/s, loss 0.5");
  }

  @Test
  void a_bar_is_filled_as_far_as_the_work_is_done() {
    assertThat(SAMPLING.bar(50, 10, ""))
        .isEqualTo("sampling [#####...............] 50 of 200 solutions, 5.0/s, 30 s left");
    assertThat(SAMPLING.bar(200, 40, "")).contains("[" + "#".repeat(20) + "]");
    assertThat(new ProgressText("nothing", 0, "steps").bar(0, 0, "")).contains("0 of 0 steps");
  }

  @Test
  void a_bar_never_wraps() {
    assertThat(SAMPLING.bar(50, 10, "loss ".repeat(20))).hasSize(79);
  }

  @ParameterizedTest
  @CsvSource({"0.4, 0.4 s", "9.96, 10 s", "59.6, 1 min 0 s", "200, 3 min 20 s", "7500, 2 h 5 min"})
  void seconds_are_said_as_people_say_them(double seconds, String words) {
    assertThat(ProgressText.duration(seconds)).isEqualTo(words);
  }

  @Test
  void a_drawn_bar_stays_on_its_line_until_it_ends() {
    StringWriter err = new StringWriter();
    try (Progress progress = Progress.start("training", 2, "steps", new PrintWriter(err), true)) {
      progress.note("loss 0.5");
      progress.advance();
      progress.done(2);
    }
    assertThat(err.toString()).startsWith("\rtraining [").endsWith(System.lineSeparator());
    assertThat(err.toString().lines().toList().get(err.toString().lines().toList().size() - 1))
        .contains("2 of 2 steps", "loss 0.5");
  }

  @Test
  void a_line_that_stays_stands_above_the_bar() {
    StringWriter err = new StringWriter();
    try (Progress progress = Progress.start("train", 2, "steps", new PrintWriter(err), true)) {
      progress.line("step 1: loss 0.5");
    }
    List<String> lines = err.toString().lines().toList();
    // BufferedReader's lines end at \r too: the bar, the line over it, the bar again
    assertThat(lines.stream().map(String::strip).filter(line -> !line.isEmpty()))
        .containsSubsequence("train [....................] 0 of 2 steps", "step 1: loss 0.5");
    assertThat(lines.get(lines.size() - 1)).startsWith("train [");
  }
}
