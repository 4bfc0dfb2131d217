package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathGraderTest extends AnswerGraderContractTest {

  @Override
  AnswerGrader grader() {
    return AnswerGrader.math();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the same number, written differently
        "10/9                | \\frac{10}{9}",
        "\\frac{3}{4}        | \\dfrac34",
        "\\frac{1}{72}       | \\frac1{72}",
        "1/2                 | 0.5",
        "2/4                 | \\frac{1}{2}",
        "-\\frac{1}{2}       | \\frac{-1}{2}",
        "1\\frac{9}{10}      | 1.9",
        "-1\\frac{1}{2}      | -1.5",
        "(13)/(4)            | 13/4.",
        "3/4                 | \\left(\\frac{3}{4}\\right)",
        "617                 | 1,234/2",
        "1000                | 1000.0",
        ".1                  | 0.1",
        "+7                  | 7",
        "-7                  | \u22127",
        "5                   | {5}",
        "7425000             | 7,425,000",
        "10{,}000            | 10000",
        "32349               | 32,\\! 349",
        "1000                | 1 000",
        // units, currencies and percent signs
        "\\$10               | 10",
        "-\\$10              | -10",
        "$1000.99$           | $1,000.99",
        "10                  | 10\\text{ units}",
        "125                 | 125 miles",
        "\\frac{1}{3}        | \\frac{1}{3} \\textbf{meters}",
        "35                  | 35 \\text{ cm}^2",
        "90                  | 90^\\circ",
        "90^{\\circ}         | 90 degrees",
        "28\\%               | 28 percent",
        "28                  | 28 %",
        // the name of the unknown on one side
        "\\frac{1}{3}        | k = \\frac{1}{3}",
        "x = 4               | 4",
        // the same text
        "\\text{Even}        | even",
        "(x-2)(x+2)          | \\left(x-2\\right)\\left(x+2\\right)",
        "6 \\text{ and } 8   | $6$ and $8$",
        "\\sqrt{2}+\\tfrac{1}{2} | \\sqrt 2 + \\frac12",
        "[0, 1)              | \\([0,1)\\).",
      })
  void the_same_answer_in_another_notation_is_correct(String gold, String answer) {
    assertThat(grader().isCorrect(gold, answer)).isTrue();
    assertThat(grader().isCorrect(answer, gold)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1/2                 | 50\\%",
        "10                  | 9.9999999999999999999999",
        "\\pm 2021           | 2021",
        "12:00               | 1:00",
        "1 2                 | 12",
        "1, 2                | 12",
        "32349               | 32, 349",
        "(1, 234)            | 1234",
        "(1,234)             | 1234",
        "204_5               | 204",
        "4t                  | 4",
        "2 pi                | 2",
        "2\\text{ pi}        | 2",
        "5 \\text{ million}  | 5",
        "6 \\text{ or more}  | 6",
        "3\\text{i}          | 3",
        "5\\text{ km}        | 5\\text{ cm}",
        "5\\text{ cm}^2      | 5\\text{ cm}^3",
        "\\$10               | 10 cents",
        "28\\%               | 28 degrees",
        "x = 5               | y = 5",
        "2x + z = 1          | 1",
        "1\\sqrt{19}         | 1",
        "x \\leq 5           | x \\geq 5",
        "AB                  | ab",
        "f(x)                | f(y)",
        "2                   | AZYUK2A",
        "1\\frac{9}{10}      | \\frac{9}{10}",
        "1-\\frac{1}{e}      | 1+\\frac{1}{e}",
      })
  void a_different_answer_is_wrong_however_alike_it_looks(String gold, String answer) {
    assertThat(grader().isCorrect(gold, answer)).isFalse();
    assertThat(grader().isCorrect(answer, gold)).isFalse();
  }

  @Test
  void fractions_agree_exactly_when_their_cross_products_do() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      int a = random.nextInt(41) - 20;
      int b = 1 + random.nextInt(20);
      int c = random.nextInt(41) - 20;
      int d = 1 + random.nextInt(20);
      assertThat(grader().isCorrect(a + "/" + b, "\\frac{%d}{%d}".formatted(c, d)))
          .describedAs("%d/%d against %d/%d", a, b, c, d)
          .isEqualTo(a * d == c * b);
    }
  }
}
