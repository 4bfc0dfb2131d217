package dev.o1pruner.grading.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways a tidy answer can be read; most have one, and free text has none. */
final class Readings {

  /** 1000,99 and 1,22: no thousands, so a decimal comma, where it is no list. */
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("([-+]?\\d+),(\\d{1,2}|\\d{4,})(?=\\D|$)([^,]*)");

  /** 100,200,300 may be three numbers or one. */
  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?:,\\d{3}){1,60}");

  /** "(A) 5", "B. six": the letter is the answer. */
  private static final Pattern CHOICE =
      Pattern.compile(
          "(?:\\\\text\\s*\\{\\s*)?\\(?([A-J])(?:\\)|[.:])\\s*\\}?\\s*(?=[\\s\\\\])(.+)");

  /** Alone, "cat" is a word; as a product it would be "act". */
  private static final Pattern SHORT_WORD = Pattern.compile("[A-Za-z]{3}");

  private Readings() {}

  static List<Node> of(String tidy, Budget budget) {
    List<Node> readings = new ArrayList<>();
    read(tidy, budget, readings);
    Matcher comma = DECIMAL_COMMA.matcher(tidy);
    if (comma.matches()) {
      read(comma.group(1) + "." + comma.group(2) + comma.group(3), budget, readings);
    }
    if (GROUPED.matcher(tidy).matches()) {
      read(tidy.replace(",", ", "), budget, readings);
    }
    Matcher choice = CHOICE.matcher(tidy);
    if (choice.matches()) {
      read(String.valueOf(choice.group(1)), budget, readings);
    }
    return readings;
  }

  private static void read(String tidy, Budget budget, List<Node> readings) {
    if (SHORT_WORD.matcher(tidy).matches() && Words.number(tidy) instanceof Node.Word) {
      return;
    }
    try {
      readings.add(Signs.writtenOut(AnswerParser.parse(tidy, budget)));
    } catch (UnreadableAnswerException e) {
      // then it is only compared as text
    }
  }
}
