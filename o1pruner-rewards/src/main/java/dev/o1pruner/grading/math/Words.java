package dev.o1pruner.grading.math;

import com.google.common.base.Splitter;
import dev.o1pruner.grading.math.Node.Group;
import dev.o1pruner.grading.math.Node.Kind;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Symbol;
import dev.o1pruner.grading.math.Node.Word;
import java.util.List;

/** Words that stand for mathematics. */
final class Words {

  private static final List<String> NUMBERS =
      Splitter.on(' ')
          .splitToList(
              "zero one two three four five six seven eight nine ten eleven twelve thirteen"
                  + " fourteen fifteen sixteen seventeen eighteen nineteen twenty");

  private Words() {}

  /** The number that the word is, or the word. */
  static Node number(String words) {
    int value = NUMBERS.indexOf(words);
    return value < 0 ? new Word(words) : Num.of(value);
  }

  /** The real numbers as an interval; other sets of numbers by their letter. */
  static Node numberSet(Node letter) {
    Symbol infinity = new Symbol("infty");
    return letter.equals(new Symbol("R"))
        ? new Group(Kind.TUPLE, List.of(Ops.negate(infinity), infinity))
        : new Word("numbers " + letter);
  }
}
