package dev.o1pruner;

import dev.o1pruner.grading.Grading;
import dev.o1pruner.problem.Problem;
import java.util.List;
import java.util.stream.IntStream;

/** Problems for the tiny policy, of which it solves some by chance. */
final class ChanceTask {

  /** Right if the answer word is anywhere in the text. */
  static final Grading GRADING =
      new Grading(
          text -> text, (gold, answer) -> answer != null && (answer + " ").contains(gold + " "));

  private ChanceTask() {}

  /** So many problems: p0, p1 and so on. */
  static List<Problem> problems(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Problem("p" + i, "w%d w%d".formatted(i, i + 1), "w" + i))
        .toList();
  }
}
