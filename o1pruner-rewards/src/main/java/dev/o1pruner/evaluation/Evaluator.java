package dev.o1pruner.evaluation;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Samples, grades and summarises.
 *
 * <p>Compare two models with one set of the other parts: a different prompt or decoding setting
 * changes lengths by itself.
 *
 * @param sampler the model
 * @param prompt how a problem is put to it
 * @param grading what counts as right
 * @param settings how solutions are drawn; the paper evaluates greedily
 */
public record Evaluator(
    Sampler sampler, Function<Problem, Prompt> prompt, Grading grading, SamplingSettings settings) {

  /** {@link #evaluate(List, Consumer)} with nobody listening. */
  public EvaluationRun evaluate(List<Problem> problems) {
    return evaluate(problems, solution -> {});
  }

  /**
   * Evaluates the model on a problem set. Only sampling counts in the seconds, not grading.
   *
   * @param onSolution told of each solution as it ends, in no particular order
   */
  public EvaluationRun evaluate(List<Problem> problems, Consumer<Solution> onSolution) {
    List<Prompt> prompts = problems.stream().map(prompt).toList();
    long start = System.nanoTime();
    List<Solution> solutions = sampler.sample(prompts, settings, onSolution);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<GradedSolution> graded = grading.grade(problems, solutions);
    return new EvaluationRun(Evaluation.of(problems, graded, seconds), solutions, graded);
  }
}
