package dev.o1pruner.grading;

import dev.o1pruner.problem.BoxedAnswer;
import dev.o1pruner.problem.WrittenNumber;
import org.jspecify.annotations.Nullable;

/** Finds the final answer in the text of a solution. */
@FunctionalInterface
public interface AnswerExtractor {

  /** The final answer without surrounding blanks, or null if the text gives none. */
  @Nullable String extract(String text);

  /**
   * What the last LaTeX box holds: {@code \boxed{...}}, {@code \fbox{...}} or {@code \boxed 5}.
   *
   * <p>The last box counts because a long thought often boxes a guess and then corrects it; boxes
   * with no more than "and" between them are one answer, joined by "and". A last box that is empty
   * or never closed gives null: the text was cut within its answer.
   */
  static AnswerExtractor boxed() {
    return BoxedAnswer::last;
  }

  /**
   * The last number of the text, as written: {@code -3}, {@code 1,234.5}, {@code 3/4}, {@code
   * \frac{3}{4}}.
   *
   * <p>A heuristic for texts that end in a plain number. Digits of a name, an exponent, an index or
   * a LaTeX argument ({@code x2}, {@code m^2}, {@code a_1}, {@code \sqrt{3}}) are passed over.
   */
  static AnswerExtractor lastNumber() {
    return WrittenNumber::lastIn;
  }

  /**
   * The default: where the text says its answer is.
   *
   * <p>The part after {@code </think>} is searched first, then the rest. In a part counts {@link
   * #boxed()} if it opens a box; or what is announced as "The answer is X", "Answer: X" or "####
   * X"; or the last number, with the piece of LaTeX that it stands in.
   *
   * <p>A text that opens a box has said where its answer is, so a broken box is not replaced by
   * whatever number happens to stand last. Of a part longer than 100,000 characters the last
   * 100,000 are searched.
   */
  static AnswerExtractor finalAnswer() {
    return FinalAnswer::in;
  }
}
