package dev.o1pruner.grading;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The comparison behind {@link AnswerGrader#numeric()}. */
final class NumericGrader {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z]\\s*+=([^=]++)");

  private NumericGrader() {}

  static boolean isCorrect(String gold, @Nullable String answer) {
    if (answer == null) {
      return false;
    }
    String tidyGold = AnswerText.tidy(gold);
    String tidyAnswer = AnswerText.tidy(answer);
    return agree(tidyGold, tidyAnswer)
        || agree(withoutVariable(tidyGold), tidyAnswer)
        || agree(tidyGold, withoutVariable(tidyAnswer)); // never both: x=5 is not y=5
  }

  private static boolean agree(String gold, String answer) {
    String words = AnswerText.canonical(gold);
    if (words.isEmpty()) {
      return false;
    }
    if (words.equals(AnswerText.canonical(answer))) {
      return true;
    }
    Quantity expected = Quantity.parse(gold);
    Quantity actual = Quantity.parse(answer);
    return expected != null && actual != null && expected.agreesWith(actual);
  }

  /** The right side of {@code x = 5}; anything else as it is. */
  private static String withoutVariable(String answer) {
    Matcher assignment = VARIABLE.matcher(answer);
    return assignment.matches() ? assignment.group(1).strip() : answer;
  }
}
