package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Solutions of the same problems by reference and policy, side by side. Not the best ones: each is
 * the problem of its level whose saving is the median.
 */
public final class BeforeAndAfter {

  private static final int COLUMN = 34;

  /** A problem with the first solution of each model. */
  private record Pair(Problem problem, Solution before, Solution after, String verdicts) {
    int saved() {
      return before.length() - after.length();
    }
  }

  private BeforeAndAfter() {}

  /**
   * Renders one pair per level.
   *
   * @param levels which levels to show
   */
  public static String render(
      List<Problem> problems, EvaluationRun before, EvaluationRun after, List<String> levels) {
    StringBuilder text = new StringBuilder();
    for (String level : levels) {
      List<Pair> pairs = pairs(problems, before, after, level);
      if (!pairs.isEmpty()) {
        render(pairs.get(pairs.size() / 2), text);
      }
    }
    return text.toString();
  }

  private static List<Pair> pairs(
      List<Problem> problems, EvaluationRun before, EvaluationRun after, String level) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < before.solutions().size(); i++) {
      first.putIfAbsent(before.solutions().get(i).problemId(), i);
    }
    List<Pair> pairs = new ArrayList<>();
    for (Problem problem : problems) {
      Integer i = first.get(problem.id());
      if (i != null && level.equals(problem.level())) {
        String verdicts = verdict(before.graded().get(i)) + "|" + verdict(after.graded().get(i));
        pairs.add(new Pair(problem, before.solutions().get(i), after.solutions().get(i), verdicts));
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::saved).thenComparing(pair -> pair.problem().id()));
    return pairs;
  }

  private static String verdict(GradedSolution graded) {
    return "%d tokens, %s".formatted(graded.length(), graded.correct() ? "right" : "wrong");
  }

  private static void render(Pair pair, StringBuilder text) {
    text.append(
        "Level %s: %s Answer: %s%n"
            .formatted(pair.problem().level(), pair.problem().problem(), pair.problem().answer()));
    String[] verdicts = pair.verdicts().split("\\|");
    row("before: " + verdicts[0], "after: " + verdicts[1], text);
    String[] left = pair.before().text().split("\n");
    String[] right = pair.after().text().split("\n");
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      row(i < left.length ? left[i] : "", i < right.length ? right[i] : "", text);
    }
    text.append(System.lineSeparator());
  }

  private static void row(String left, String right, StringBuilder text) {
    text.append(("  %-" + COLUMN + "s| %s%n").formatted(left, right).stripTrailing())
        .append(System.lineSeparator());
  }
}
