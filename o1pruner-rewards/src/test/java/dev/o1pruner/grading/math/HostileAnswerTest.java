package dev.o1pruner.grading.math;

import static dev.o1pruner.grading.math.MathEquivalence.same;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text makes the comparison fail, take long, or depend on the order of its sides. */
class HostileAnswerTest {

  private static final int RANDOM_PAIRS = 100_000;

  /** The budget holds for every verdict; the clock of a busy machine may add garbage collection. */
  private static final long MAX_CPU_NANOS = 50_000_000;

  private static final List<String> PIECES =
      List.of(
          "1",
          "23",
          "0",
          "4.5",
          "x",
          "y",
          "n",
          "e",
          "i",
          "\\pi",
          "\\infty",
          "+",
          "-",
          "*",
          "/",
          "^",
          "_",
          "!",
          "=",
          "<",
          "\\le ",
          ",",
          ";",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "\\{",
          "\\}",
          "|",
          "\\frac",
          "\\frac{1}{2}",
          "\\sqrt",
          "\\sqrt{2}",
          "\\sqrt[3]{2}",
          "\\binom{5}{2}",
          "\\sin ",
          "\\log_2 ",
          "\\ln ",
          "\\pm ",
          "\\cup ",
          "\\cdot ",
          "\\text{cm}",
          "\\text{ and }",
          "%",
          "^\\circ",
          "\\$",
          "$",
          " ",
          "\\\\",
          "&",
          "\\begin{pmatrix}",
          "\\end{pmatrix}",
          "\\left(",
          "\\right)",
          "1,000",
          "10^{10}",
          "yes",
          "or",
          ":",
          "\\text{",
          "\u221e",
          "'",
          "\\in ");

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void random_texts_have_a_verdict_that_is_the_same_from_both_sides() {
    Random random = new Random(11);
    for (int i = 0; i < RANDOM_PAIRS; i++) {
      String a = randomText(random);
      String b = random.nextInt(4) == 0 ? a + randomText(random) : randomText(random);
      boolean verdict = same(a, b);
      if (!isDecimal(a) && !isDecimal(b)) { // a gold decimal may be rounded, an answer may not
        assertThat(same(b, a)).describedAs("%s against %s", a, b).isEqualTo(verdict);
      }
    }
  }

  @Test
  void every_text_that_is_not_blank_is_the_same_as_itself() {
    Random random = new Random(12);
    int readable = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = randomText(random);
      boolean blank = AnswerText.canonical(AnswerText.tidy(text)).isEmpty();
      assertThat(same(text, text)).describedAs(text).isEqualTo(!blank);
      readable += blank || Readings.of(AnswerText.tidy(text), new Budget()).isEmpty() ? 0 : 1;
    }
    assertThat(readable).isGreaterThan(1_000); // the test above is about mathematics, too
  }

  @Test
  void random_sums_and_products_agree_with_their_value() {
    Random random = new Random(13);
    for (int i = 0; i < 5_000; i++) {
      int a = random.nextInt(41) - 20;
      int b = 1 + random.nextInt(20);
      int c = random.nextInt(41) - 20;
      // (a/b) c + sqrt(b^2) = (a c + b^2) / b
      String written = "\\frac{%d}{%d} \\cdot (%d) + \\sqrt{%d}".formatted(a, b, c, b * b);
      assertThat(same("%d/%d".formatted(a * c + b * b, b), written)).describedAs(written).isTrue();
      assertThat(same("%d/%d".formatted(a * c + b * b + 1, b), written)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10^{10^{10}}",
        "9^{9^{9^{9}}}",
        "2^{2000}",
        "(1+x)^{2000}",
        "(1+\\sqrt{2})^{500}",
        "170!",
        "1000000!",
        "\\binom{1000000}{500000}",
        "\\binom{200}{100}",
        "\\sqrt{999999999989}",
        "\\sqrt{4611686018427387847}",
        "\\frac{1}{\\sqrt{2}+\\sqrt{3}+\\sqrt{5}+\\sqrt{7}}",
        "\\sqrt[64]{2^{2000}}",
        "\\frac{1}{10^{1000000000}}",
        "0^0",
        "1/0",
      })
  void costly_numbers_repeated_are_answered_in_bounded_time(String number) {
    for (String joint : List.of("+", "*", ",", "-x+", "^", "\\cup")) {
      String text = (number + joint).repeat(1_900 / (number.length() + joint.length())) + "1";
      String other = text.substring(0, text.length() - 1) + "2";
      assertBounded(text, other);
      assertBounded(text, "1");
    }
    assertBounded("\\sqrt{".repeat(300) + number + "}".repeat(300), number);
    assertBounded("(".repeat(900) + number + ")".repeat(900), "(" + number + ")");
    assertBounded("(".repeat(50) + number + ")".repeat(50), "(" + number + ")");
    assertBounded("-".repeat(1_900) + number, number + "+0");
    assertBounded("\\frac{1}{".repeat(200) + number + "}".repeat(200), number + "+0");
  }

  private static void assertBounded(String a, String b) {
    long fastest = Long.MAX_VALUE;
    for (int run = 0; run < 3 && fastest > MAX_CPU_NANOS; run++) { // the first may be compiled yet
      long start = THREADS.getCurrentThreadCpuTime();
      same(a, b);
      same(b, a);
      fastest = Math.min(fastest, (THREADS.getCurrentThreadCpuTime() - start) / 2);
    }
    assertThat(fastest).describedAs("%.60s against %.60s", a, b).isLessThan(MAX_CPU_NANOS);
  }

  private static boolean isDecimal(String text) {
    return text.indexOf('.') >= 0 || text.indexOf(',') >= 0;
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(8);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
