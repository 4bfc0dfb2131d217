package dev.o1pruner.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one model did on a problem set under one decoding setting.
 *
 * @param overall over all problems
 * @param levels over the problems of each difficulty level, sorted by its name; problems without a
 *     level count in {@code overall} only
 * @param problems what the figures were made from, in the order of the problem set
 * @param seconds wall-clock time the solutions took to sample
 */
public record Evaluation(
    Summary overall,
    SortedMap<String, Summary> levels,
    List<ProblemTally> problems,
    double seconds) {

  /** Copies the parts. */
  public Evaluation {
    levels = Collections.unmodifiableSortedMap(new TreeMap<>(levels));
    problems = List.copyOf(problems);
  }

  /** {@link #of(List, List, double, Bootstrap)} with the default bootstrap. */
  public static Evaluation of(
      List<Problem> problems, List<GradedSolution> solutions, double seconds) {
    return of(problems, solutions, seconds, Bootstrap.defaults());
  }

  /**
   * Summarises graded solutions, joined to their problems by id.
   *
   * @param seconds wall-clock time the solutions took to sample, at least 0
   * @param bootstrap makes the intervals
   * @throws IllegalArgumentException if a problem has no solution, a solution no problem, or a
   *     sample comes twice
   */
  public static Evaluation of(
      List<Problem> problems, List<GradedSolution> solutions, double seconds, Bootstrap bootstrap) {
    checkArgument(!problems.isEmpty(), "an evaluation needs problems, but none were given");
    checkArgument(seconds >= 0, "seconds must be >= 0 but were %s", seconds);
    Map<String, List<GradedSolution>> byProblem = group(problems, solutions);
    List<ProblemTally> tallies = new ArrayList<>();
    SortedMap<String, List<ProblemTally>> byLevel = new TreeMap<>();
    for (Problem problem : problems) {
      List<GradedSolution> group = byProblem.getOrDefault(problem.id(), List.of());
      checkArgument(
          !group.isEmpty(),
          "problem %s has no solution: leaving it out would flatter or wrong the model",
          problem.id());
      String level = problem.level();
      ProblemTally tally = ProblemTally.of(problem.id(), level, group);
      tallies.add(tally);
      if (level != null) {
        byLevel.computeIfAbsent(level, name -> new ArrayList<>()).add(tally);
      }
    }
    SortedMap<String, Summary> levels = new TreeMap<>();
    byLevel.forEach((level, some) -> levels.put(level, Summary.of(some, bootstrap)));
    return new Evaluation(Summary.of(tallies, bootstrap), levels, tallies, seconds);
  }

  private static Map<String, List<GradedSolution>> group(
      List<Problem> problems, List<GradedSolution> solutions) {
    Map<String, List<GradedSolution>> groups = new LinkedHashMap<>();
    for (Problem problem : problems) {
      checkArgument(
          groups.put(problem.id(), new ArrayList<>()) == null,
          "problem id %s is used twice: ids must be unique, because solutions are joined by them",
          problem.id());
    }
    Map<String, Set<Integer>> samples = new LinkedHashMap<>();
    for (GradedSolution solution : solutions) {
      String problemId = solution.problemId();
      List<GradedSolution> group = groups.get(problemId);
      checkArgument(
          group != null,
          "sample %s answers problem %s, which is not among the %s problems evaluated",
          solution.sample(),
          problemId,
          problems.size());
      checkArgument(
          samples.computeIfAbsent(problemId, id -> new HashSet<>()).add(solution.sample()),
          "sample %s of problem %s comes twice",
          solution.sample(),
          problemId);
      group.add(solution);
    }
    return groups;
  }
}
