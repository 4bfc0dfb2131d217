package dev.o1pruner.grading;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Grades solutions: extract the answer, compare it with the gold answer.
 *
 * @param extractor finds the answer in a solution's text
 * @param grader compares it with the gold answer
 */
public record Grading(AnswerExtractor extractor, AnswerGrader grader) {

  private static final Grading DEFAULTS =
      new Grading(AnswerExtractor.finalAnswer(), AnswerGrader.math());

  /** {@link AnswerExtractor#finalAnswer()} and {@link AnswerGrader#math()}. */
  public static Grading defaults() {
    return DEFAULTS;
  }

  /**
   * Grades solutions, joined to their problems by id.
   *
   * @return one graded solution for each solution, in the same order
   * @throws IllegalArgumentException if a solution's problem is missing or a problem id comes twice
   */
  public List<GradedSolution> grade(List<Problem> problems, List<Solution> solutions) {
    Map<String, Problem> byId = new HashMap<>();
    for (Problem problem : problems) {
      checkArgument(
          byId.put(problem.id(), problem) == null,
          "problem id %s is used twice: ids must be unique, because solutions are joined by them",
          problem.id());
    }
    return solutions.stream().map(solution -> grade(byId, solution)).toList();
  }

  /**
   * Grades one solution. A truncated solution is graded by what it wrote, like any other.
   *
   * @throws IllegalArgumentException if the solution belongs to another problem
   */
  public GradedSolution grade(Problem problem, Solution solution) {
    checkArgument(
        problem.id().equals(solution.problemId()),
        "solution %s of problem %s can't be graded by the answer to problem %s",
        solution.sample(),
        solution.problemId(),
        problem.id());
    String answer = extractor.extract(solution.text());
    return new GradedSolution(
        solution.problemId(),
        solution.sample(),
        solution.length(),
        isCorrect(problem.answer(), answer),
        answer,
        solution.finishReason() == FinishReason.LENGTH);
  }

  /** Whether the final answer of a whole solution text is the gold answer. */
  public boolean gradeText(String gold, String text) {
    return isCorrect(gold, extractor.extract(text));
  }

  /** Whether an answer, boxed or not, is the gold answer. */
  public boolean gradeAnswer(String gold, String answer) {
    return isCorrect(gold, FinalAnswer.of(answer));
  }

  private GradedSolution grade(Map<String, Problem> problems, Solution solution) {
    Problem problem = problems.get(solution.problemId());
    checkArgument(
        problem != null,
        "solution %s answers problem %s, which is not among the %s problems given: grade it with"
            + " the problem set it was sampled from",
        solution.sample(),
        solution.problemId(),
        problems.size());
    return grade(problem, solution);
  }

  private boolean isCorrect(String gold, @Nullable String answer) {
    return grader.isCorrect(FinalAnswer.of(gold), answer); // data sets differ in boxing golds
  }
}
