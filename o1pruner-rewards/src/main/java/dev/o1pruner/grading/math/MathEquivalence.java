package dev.o1pruner.grading.math;

import java.util.List;

/** Whether two written answers are the same mathematics. */
public final class MathEquivalence {

  private MathEquivalence() {}

  /**
   * Whether an answer, LaTeX or plain, says what the gold answer says. Never true for an empty one.
   */
  public static boolean same(String gold, String answer) {
    if (Math.max(gold.length(), answer.length()) > Budget.MAX_TEXT) {
      return !gold.isBlank() && gold.strip().equals(answer.strip());
    }
    String tidyGold = AnswerText.tidy(gold);
    String tidyAnswer = AnswerText.tidy(answer);
    String goldText = AnswerText.canonical(tidyGold);
    String answerText = AnswerText.canonical(tidyAnswer);
    if (goldText.isEmpty() || answerText.isEmpty()) {
      return false;
    }
    return goldText.equals(answerText) || sameReading(tidyGold, tidyAnswer);
  }

  private static boolean sameReading(String gold, String answer) {
    if (Math.max(gold.length(), answer.length()) > Budget.MAX_CHARACTERS) {
      return false;
    }
    Budget budget = new Budget();
    try {
      List<Node> goldReadings = Readings.of(gold, budget);
      List<Node> answerReadings = Readings.of(answer, budget);
      for (Node goldReading : goldReadings) {
        for (Node answerReading : answerReadings) {
          if (new Equivalence(budget).same(goldReading, answerReading)) {
            return true;
          }
        }
      }
    } catch (UnreadableAnswerException | StackOverflowError e) { // a long sum is a tree as deep
      return false; // too costly to say: better to miss a right answer than to accept a wrong one
    }
    return false;
  }
}
