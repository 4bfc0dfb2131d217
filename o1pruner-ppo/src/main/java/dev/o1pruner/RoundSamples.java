package dev.o1pruner;

import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.RewardedSolution;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.EpochOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a round drew: the problems that come next, and others for those without a kept sample.
 *
 * @param solutions all of them
 * @param graded the same, graded
 * @param anyKept whether there is a sample to train on
 * @param problems how many were sampled
 * @param tries how often problems were drawn
 * @param cursor where the next round goes on
 */
record RoundSamples(
    List<Solution> solutions,
    List<GradedSolution> graded,
    boolean anyKept,
    int problems,
    int tries,
    int cursor) {

  /** Mean tokens of the solutions. */
  double meanLength() {
    return graded.stream().mapToInt(GradedSolution::length).average().orElse(0);
  }

  /**
   * Draws a round. No problem comes twice in it.
   *
   * @param policy draws the solutions
   * @param all problems to choose from
   * @param recipe says which samples would be kept
   */
  static RoundSamples draw(
      Stages stages,
      RoundSettings settings,
      LanguageModel policy,
      List<Problem> all,
      RewardRecipe recipe,
      int round,
      int cursor) {
    List<Solution> solutions = new ArrayList<>();
    List<GradedSolution> graded = new ArrayList<>();
    Set<String> drawn = new HashSet<>();
    Set<String> kept = new HashSet<>();
    int next = cursor;
    int tries = 0;
    while (tries < settings.method().tries()
        && kept.size() < settings.problemsPerRound()
        && drawn.size() < all.size()) {
      List<Problem> problems = new ArrayList<>();
      int wanted = Math.min(settings.problemsPerRound() - kept.size(), all.size() - drawn.size());
      for (; problems.size() < wanted; next++) {
        Problem problem =
            EpochOrder.of(all, settings.seed(), next / all.size()).get(next % all.size());
        if (drawn.add(problem.id())) {
          problems.add(problem);
        }
      }
      List<Solution> sampled =
          stages.sample(
              "sample",
              policy,
              settings.starts().on(stages.engine(policy)),
              problems,
              settings.sampling(round));
      List<GradedSolution> grades = settings.grading().grade(problems, sampled);
      recipe.rewardEach(grades, sampled).stream()
          .filter(RewardedSolution::kept)
          .forEach(rewarded -> kept.add(rewarded.solution().problemId()));
      solutions.addAll(sampled);
      graded.addAll(grades);
      tries++;
    }
    return new RoundSamples(solutions, graded, !kept.isEmpty(), drawn.size(), tries, next);
  }
}
