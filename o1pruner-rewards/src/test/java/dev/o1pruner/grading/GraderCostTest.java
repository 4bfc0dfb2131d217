package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a verdict costs, in bytes allocated and, for people to read, in time. */
class GraderCostTest {

  private static final long MAX_BYTES = 50_000_000;
  private static final int RUNS = 2;
  private static final int MEGABYTE = 1_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> PIECES =
      List.of(
          "1",
          "7,",
          "1,000,",
          "x",
          "x+",
          "(",
          "{",
          "[",
          "\\{",
          "\\boxed{",
          "\\boxed{1} ",
          "\\frac{",
          "\\frac12",
          "\\sqrt",
          "\\left(",
          "\\begin{pmatrix}",
          "1&2\\\\",
          "$",
          "$1$ ",
          "\\$",
          "-",
          "^",
          "_",
          " ",
          "\n",
          "\\text{ and }",
          "and ",
          "or ",
          "answer is ",
          "The answer is 4. ",
          "#### ",
          "</think>",
          "2 cm ",
          "%",
          "\\",
          "\\,",
          "\u2212",
          "\u00b2",
          "!",
          "|",
          "10^{10}",
          "=",
          "x=1,",
          "\\pm ");

  /** The costliest verdict so far. */
  private record Cost(String what, long bytes, double millis) {}

  /** The dearer of two verdicts: on a whole solution and on an answer. */
  private static Cost cost(String what, String gold, String text) {
    Cost solution = cost(what, () -> Grading.defaults().gradeText(gold, text));
    Cost answer = cost(what, () -> Grading.defaults().gradeAnswer(gold, text));
    return new Cost(
        what,
        Math.max(solution.bytes(), answer.bytes()),
        Math.max(solution.millis(), answer.millis()));
  }

  private static Cost cost(String what, Runnable verdict) {
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    long nanos = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) { // what the first compiles or loads isn't the verdict's
      long bytesBefore = THREADS.getThreadAllocatedBytes(thread);
      long start = THREADS.getCurrentThreadCpuTime();
      verdict.run();
      nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - start);
      bytes = Math.min(bytes, THREADS.getThreadAllocatedBytes(thread) - bytesBefore);
    }
    return new Cost(what, bytes, nanos / 1e6);
  }

  private static void report(String name, List<Cost> costs) throws IOException {
    Cost largest = costs.stream().max(Comparator.comparingLong(Cost::bytes)).orElseThrow();
    Cost slowest = costs.stream().max(Comparator.comparingDouble(Cost::millis)).orElseThrow();
    Files.writeString(
        Path.of("target", "grader-cost.md"),
        String.format(
            Locale.ROOT,
            "| %s | %d | %.2f MB | %.1f ms | %.40s | %.40s |%n",
            name,
            costs.size(),
            largest.bytes() / 1e6,
            slowest.millis(),
            largest.what(),
            slowest.what()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    assertThat(costs).allMatch(cost -> cost.bytes() <= MAX_BYTES);
  }

  @Test
  void published_cases() throws IOException {
    Path file = Path.of("../../shared/data/graders/cases.jsonl");
    assumeTrue(Files.exists(file), () -> file + " is not beside the project");
    List<Cost> costs = new ArrayList<>();
    for (JsonObject line : JsonLines.read(file, object -> object, OnBadLine.refuse())) {
      String gold = line.get("gold").getAsString();
      costs.add(cost(gold, gold, line.get("pred").getAsString()));
    }
    report("published cases", costs);
  }

  @Test
  void answers_at_the_limit_of_what_is_read() throws IOException {
    List<String> texts = new ArrayList<>();
    texts.add("10^{10^{10}}");
    texts.add("(1+x)^{2000}");
    texts.add("(x+1)(x+2)".repeat(190));
    texts.add("(a+b+c+d+f+g)^{9}".repeat(50) + "+1");
    texts.add("\\begin{pmatrix}" + "1&2&3\\\\".repeat(230) + "\\end{pmatrix}");
    for (String item :
        List.of("1,", "x,", "\\sqrt{2},", "\\frac{1}{3},", "(1,2),", "x+1,", "1 or ")) {
      texts.add("\\{" + item.repeat(1_980 / item.length()) + "2\\}");
    }
    for (String piece : PIECES) {
      texts.add(piece.repeat(1_990 / piece.length()));
    }
    List<Cost> costs = new ArrayList<>();
    for (String text : texts) {
      costs.add(cost(text, text.substring(0, text.length() - 1), text));
      costs.add(cost(text, new StringBuilder(text).reverse().toString(), text));
      costs.add(cost(text, "x+1", "\\boxed{" + text + "}"));
    }
    report("answers of 2000 characters", costs);
  }

  @Test
  void texts_of_a_megabyte() throws IOException {
    List<Cost> costs = new ArrayList<>();
    for (String piece : PIECES) {
      String text = piece.repeat(MEGABYTE / piece.length());
      costs.add(cost(piece, "1", text));
      costs.add(cost("box of " + piece, "1", "\\boxed{" + text + "}"));
      costs.add(cost("gold of " + piece, text, text + "2"));
    }
    report("texts of a megabyte", costs);
  }
}
