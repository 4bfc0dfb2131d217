package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What a verdict costs, in bytes allocated and, for people to read, in time. */
class GraderCostTest {

  private static final long MAX_BYTES = 50_000_000;
  private static final int RUNS = 2;

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

  private static Cost cost(String what, String gold, String text) {
    long bytes = Long.MAX_VALUE;
    long nanos = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) { // what the first compiles or loads isn't the verdict's
      long bytesBefore = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      long start = THREADS.getCurrentThreadCpuTime();
      Grading.defaults().gradeText(gold, text);
      Grading.defaults().gradeAnswer(gold, text);
      nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - start);
      bytes =
          Math.min(
              bytes, THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytesBefore);
    }
    return new Cost(what, bytes / 2, nanos / 2e6); // two verdicts
  }

  private static void report(TestReporter reporter, String name, List<Cost> costs) {
    Cost largest = costs.stream().max(Comparator.comparingLong(Cost::bytes)).orElseThrow();
    Cost slowest = costs.stream().max(Comparator.comparingDouble(Cost::millis)).orElseThrow();
    reporter.publishEntry(
        name,
        String.format(
            Locale.ROOT,
            "%d cases; most memory %.2f MB (%.40s), most time %.1f ms (%.40s)",
            costs.size(),
            largest.bytes() / 1e6,
            largest.what(),
            slowest.millis(),
            slowest.what()));
    assertThat(costs).allMatch(cost -> cost.bytes() <= MAX_BYTES);
  }

  @Test
  void published_cases(TestReporter reporter) {
    Path file = Path.of("../../shared/data/graders/cases.jsonl");
    assumeTrue(Files.exists(file), () -> file + " is not beside the project");
    List<Cost> costs = new ArrayList<>();
    for (JsonObject line : JsonLines.read(file, object -> object, OnBadLine.refuse())) {
      String gold = line.get("gold").getAsString();
      costs.add(cost(gold, gold, line.get("pred").getAsString()));
    }
    report(reporter, "published cases", costs);
  }

  @Test
  void answers_at_the_limit_of_what_is_read(TestReporter reporter) {
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
    report(reporter, "answers of 2000 characters", costs);
  }
}
