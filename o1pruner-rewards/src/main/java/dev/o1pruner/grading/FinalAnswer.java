package dev.o1pruner.grading;

import dev.o1pruner.problem.BoxedAnswer;
import dev.o1pruner.problem.WrittenNumber;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the answer a whole solution ends in, or that a short answer with words around it gives. */
final class FinalAnswer {

  private static final String END_OF_THOUGHT = "</think>";

  /** What introduces an answer without changing it, unlike "at least". */
  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "\\s*+(?:(?:so|thus|therefore|hence|we|find|get|have|that|the|final|answer|solution|result"
              + "|is|are|x)\\b[\\s,:]*+){1,12}",
          Pattern.CASE_INSENSITIVE);

  /**
   * Characters of a part that are searched, from its end: some 25,000 tokens. What stands further
   * from the end isn't final, and the work is bounded.
   */
  private static final int MAX_SEARCHED = 100_000;

  private FinalAnswer() {}

  /** The final answer of a solution: what follows its thoughts counts first. */
  static @Nullable String in(String text) {
    int thought = text.lastIndexOf(END_OF_THOUGHT);
    if (thought < 0) {
      return inPart(tail(text));
    }
    String answer = inPart(tail(text.substring(thought + END_OF_THOUGHT.length())));
    return answer != null ? answer : inPart(tail(text.substring(0, thought)));
  }

  private static String tail(String part) {
    return part.substring(Math.max(0, part.length() - MAX_SEARCHED));
  }

  private static @Nullable String inPart(String text) {
    if (BoxedAnswer.opensIn(text)) {
      String later = StatedAnswer.finalIn(text.substring(BoxedAnswer.endOfLast(text)));
      return later != null ? later : BoxedAnswer.last(text);
    }
    String stated = StatedAnswer.lastIn(text);
    return stated != null ? stated : lastMathematics(text);
  }

  /** The last number, or the piece of LaTeX that it stands in. */
  private static @Nullable String lastMathematics(String text) {
    MathSegment segment = MathSegment.last(text);
    if (segment == null) {
      return WrittenNumber.lastIn(text);
    }
    String later = WrittenNumber.lastIn(text.substring(segment.end()));
    return later != null ? later : segment.content();
  }

  /**
   * What an answer says: its boxes, what it announces as the answer, or its LaTeX if only an
   * introduction stands before it. A data set's gold may even be a whole solution.
   */
  static String of(String whole) {
    String answer = tail(whole);
    if (BoxedAnswer.opensIn(answer)) {
      return BoxedAnswer.unwrap(answer);
    }
    String stated = StatedAnswer.lastIn(answer);
    if (stated != null && stated.indexOf('\n') < 0) {
      return stated;
    }
    MathSegment segment = MathSegment.last(answer);
    return segment != null && INTRODUCTION.matcher(answer).region(0, segment.start()).matches()
        ? segment.content()
        : whole;
  }
}
