package dev.o1pruner.grading;

import dev.o1pruner.grading.math.MathEquivalence;
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
   * Reads both sides as mathematics, LaTeX or plain, and compares what they mean; docs/grading.md
   * says how each notation is read.
   *
   * <p>Expressions are compared exactly (rationals, square roots, polynomials in pi, e and
   * variables), and otherwise numerically at fixed points with a bound on the rounding error. What
   * can't be read is compared as text.
   *
   * <p>Units count only if both sides give one: {@code 5} and {@code 5\text{ cm}} agree, {@code
   * 5\text{ km}} and {@code 5\text{ cm}} don't. So does the percent sign: {@code 28\%} is {@code
   * 28}, never {@code 0.28}. The answer is never rounded: {@code 0.333} isn't {@code 1/3}; a gold
   * decimal of three digits and more is taken as rounded where no decimal is exact.
   */
  static AnswerGrader math() {
    return (gold, answer) -> answer != null && MathEquivalence.same(gold, answer);
  }
}
