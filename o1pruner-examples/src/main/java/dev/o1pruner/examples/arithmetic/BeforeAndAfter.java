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
  private record Pair(Problem problem, Side before, Side after) {
    int saved() {
      return before.solution.length() - after.solution.length();
    }
  }

  /** One model's solution with its verdict. */
  private record Side(Solution solution, GradedSolution graded) {

    static Side of(EvaluationRun run, int i) {
      return new Side(run.solutions().get(i), run.graded().get(i));
    }

    String verdict() {
      return "%d tokens, %s".formatted(graded.length(), graded.correct() ? "right" : "wrong");
    }

    List<String> lines() {
      return solution.text().lines().toList();
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
        pairs.add(new Pair(problem, Side.of(before, i), Side.of(after, i)));
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::saved).thenComparing(pair -> pair.problem().id()));
    return pairs;
  }

  private static void render(Pair pair, StringBuilder text) {
    text.append(
        "Level %s: %s Answer: %s%n"
            .formatted(pair.problem().level(), pair.problem().problem(), pair.problem().answer()));
    row("before: " + pair.before().verdict(), "after: " + pair.after().verdict(), text);
    List<String> left = pair.before().lines();
    List<String> right = pair.after().lines();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      row(i < left.size() ? left.get(i) : "", i < right.size() ? right.get(i) : "", text);
    }
    text.append(System.lineSeparator());
  }

  private static void row(String left, String right, StringBuilder text) {
    text.append(("  %-" + COLUMN + "s| %s").formatted(left, right).stripTrailing())
        .append(System.lineSeparator());
  }
}
