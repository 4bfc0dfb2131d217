package dev.o1pruner.grading;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer is the gold answer.
 *
 * <p>An implementation is pure and safe to call from several threads, answers in bounded time
 * whatever the text, never calls an empty or missing answer correct, and would rather miss a right
 * answer than accept a wrong one.
 */
@FunctionalInterface
public interface AnswerGrader {

  /**
   * Whether the answer is right.
   *
   * @param gold the problem's answer
   * @param answer what an extractor found, or null if it found nothing
   */
  boolean isCorrect(String gold, @Nullable String answer);

  /**
   * Compares plain and lightly formatted numbers exactly, and everything else as text.
   *
   * <p>Read as numbers: integers and decimals with thousands separators, {@code a/b}, {@code
   * \frac{a}{b}}, mixed numbers {@code 1\frac{1}{2}}, each with a sign, a unit, a currency or a
   * percent sign. Units count only if both sides give one: {@code 5} and {@code 5\text{ cm}} agree,
   * {@code 5\text{ km}} and {@code 5\text{ cm}} don't. So does the percent sign: {@code 28\%} is
   * {@code 28}, never {@code 0.28}. There is no rounding: {@code 1/3} isn't {@code 0.333}.
   *
   * <p>Compared as text: blanks, {@code $}, {@code \left}, {@code \right}, the final period, {@code
   * \text{}} wrappers and the capital of a word don't matter.
   */
  static AnswerGrader numeric() {
    return NumericGrader::isCorrect;
  }
}
