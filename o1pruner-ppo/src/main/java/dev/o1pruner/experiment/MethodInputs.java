package dev.o1pruner.experiment;

import dev.o1pruner.StageClock;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.TrainingListener;
import java.nio.file.Path;
import java.util.List;

/**
 * What a method makes its policy from.
 *
 * @param model a copy of the reference of the method's own: it is the reference until its first
 *     update, and may be trained in place
 * @param problems the training problems
 * @param solutions the reference's samples of them, drawn once for all methods of a seed
 * @param graded the same solutions graded, in the same order
 * @param seed what is random in the method derives from it
 * @param clock runs the method's stages: their seconds are reported, its listener sees progress
 * @param steps told of each optimizer step; a trainer tells it as well what it goes on from
 * @param checkpoints a directory where a training may keep what it goes on from if it is cut off;
 *     deleted once the policy is saved
 */
public record MethodInputs(
    LanguageModel model,
    List<Problem> problems,
    List<Solution> solutions,
    List<GradedSolution> graded,
    long seed,
    StageClock clock,
    TrainingListener steps,
    Path checkpoints) {

  /** Copies the lists. */
  public MethodInputs {
    problems = List.copyOf(problems);
    solutions = List.copyOf(solutions);
    graded = List.copyOf(graded);
  }
}
