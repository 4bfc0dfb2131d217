package dev.o1pruner.grading;

import static dev.o1pruner.grading.AnswerExtractor.boxed;
import static dev.o1pruner.grading.AnswerExtractor.finalAnswer;
import static dev.o1pruner.grading.AnswerExtractor.lastNumber;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerExtractorTest {

  @Test
  void the_last_box_counts_because_a_long_thought_corrects_itself() {
    assertThat(boxed().extract("So \\boxed{12}. Wait, no: \\boxed{15}.")).isEqualTo("15");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\boxed{42}                     | 42",
        "\\fbox{42}                      | 42",
        "\\boxed 5                       | 5",
        "\\boxed 1,234.                  | 1,234",
        "\\boxed   {  x^2 } end          | x^2",
        "\\boxed{\\frac{1}{2}}           | \\frac{1}{2}",
        "\\boxed{outer {inner} ok}       | outer {inner} ok",
        "\\boxed{[0, \\infty\\}} }       | [0, \\infty\\}",
        "\\boxed{\\boxed{7}}             | 7",
      })
  void a_box_gives_its_content(String text, String answer) {
    assertThat(boxed().extract(text)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing here",
        "",
        "\\boxed{cut off",
        "\\boxed{7} was wrong, so \\boxed{1",
        "\\boxed{}",
        "\\boxed  word",
        "\\boxedset{5}",
        "\\boxed",
      })
  void no_box_or_a_broken_one_gives_nothing(String text) {
    assertThat(boxed().extract(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the answer is 42.               | 42",
        "costs $1,234.50 in all          | 1,234.50",
        "12{,}345                        | 12{,}345",
        "x = -3                          | -3",
        "it is +7                        | +7",
        "10-3                            | 3",
        "Final Answer: 14/3              | 14/3",
        "so $-\\frac{1}{2}$              | -\\frac{1}{2}",
        "that is 2\\frac{1}{2}           | 2\\frac{1}{2}",
        "a probability of .25            | .25",
        "it covers 5 m^2                 | 5",
        "and it is 1,000.99m\u00b2       | 1,000.99",
        "1, 2, 3                         | 3",
        "All done. 1 Final 2 answer:     | 2",
      })
  void the_last_number_is_taken_as_it_is_written(String text, String answer) {
    assertThat(lastNumber().extract(text)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no number", "", "AZYUK2A", "\\sqrt{3}", "a_1", "x^{-5}", "x^2.5"})
  void digits_of_a_name_an_exponent_or_an_argument_are_no_answer(String text) {
    assertThat(lastNumber().extract(text)).isNull();
  }

  @Test
  void a_box_goes_before_a_later_number() {
    assertThat(finalAnswer().extract("\\boxed{5}, found in 3 steps")).isEqualTo("5");
    assertThat(finalAnswer().extract("5, found in 3 steps")).isEqualTo("3");
  }

  @Test
  void a_box_cut_off_is_not_replaced_by_the_number_in_it() {
    // The model was about to write 1234; taking 12 could reward a wrong answer.
    assertThat(finalAnswer().extract("so it is \\boxed{12")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<think>\\boxed{3}? no</think> It is \\boxed{4}.            | 4",
        "<think>so 3</think> The answer is 4, as 1 + 3 = 4.       | 4",
        "<think>So it is \\boxed{3}.</think>                       | 3",
        "\\boxed{3} is wrong. Now \\boxed{4} and $\\boxed{5}$.     | 4 and 5",
        "\\boxed{255} for one. The final answer is $10,455$.        | 10,455",
        "The final answer is \\boxed{7}, the 3rd prime from 3 on   | 7",
        "Roots: \\boxed{1}, \\boxed{2}                              | 1 and 2",
        "6 * 7 = 42 #### 42                                       | 42",
        "The answer is 42 apples, since 6 times 7 is 42 and not 4 | 42",
        "Answer: $\\frac{1}{2}$ (half of 1)                        | \\frac{1}{2}",
        "**Final Answer:** (A)                                    | (A)",
        "The final answer is $10,455$. I hope it is correct.      | 10,455",
        "so the set is $\\{1, 2\\}$ as required.                    | \\{1, 2\\}",
        "hence \\[ x \\in (1, 3] \\]                                 | x \\in (1, 3]",
        "with \\(x = 3\\) we get 7                                 | 7",
        "It costs $5 for one and $9 for two                       | 9",
        "The answer is the sum of 3 and 4 and of what else is left | 4",
      })
  void the_answer_is_taken_from_where_the_text_says_it_is(String text, String answer) {
    assertThat(finalAnswer().extract(text)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "####",
        "answer is ",
        "$1$",
        "\\(",
        "\\(1",
        "\\[1\\]",
        "$",
        "</think>",
        "answer is $1",
        "a b $",
        "\\boxed{",
        "{",
        "\\",
        "1",
        "1,111",
        "-",
        "\\frac{1}{",
        "1/",
        ".",
        "\\boxed{1} "
      })
  void hostile_repetition_is_read_in_bounded_time(String unit) {
    String text = unit.repeat(100_000 / unit.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), // milliseconds when linear, minutes when quadratic
        () -> finalAnswer().extract(text));
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> lastNumber().extract(text));
  }
}
