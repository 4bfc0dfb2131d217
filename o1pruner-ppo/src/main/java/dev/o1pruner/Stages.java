package dev.o1pruner;

import dev.o1pruner.grading.Grading;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.PolicyCheck;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingExamples;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages that off-policy runs and on-policy rounds have in common, timed and told of.
 *
 * @param clock times them
 * @param directory where steps are written; null for nowhere
 * @param slots sequences decoded side by side
 * @param sequenceLimit what happens to long training sequences
 */
record Stages(
    StageClock clock, @Nullable RunDirectory directory, int slots, SequenceLimit sequenceLimit) {

  /** Refuses, before any work starts, a problem that leaves no room for a solution. */
  static void checkPrompts(LanguageModel model, List<Problem> problems) {
    PromptFormat format = PromptFormat.chat(model);
    problems.forEach(problem -> format.prompt(problem).checkFits(model));
  }

  /** Our own engine on a model. */
  Sampler engine(LanguageModel model) {
    return new EngineSampler(model, EngineSettings.defaults().slots(slots));
  }

  /** Draws K solutions of each problem, put as the model's chat template has it. */
  List<Solution> sample(
      String stage,
      LanguageModel model,
      Sampler sampler,
      List<Problem> problems,
      SamplingSettings sampling) {
    PromptFormat format = PromptFormat.chat(model);
    return clock.time(
        new Stage(stage, "solutions", (long) problems.size() * sampling.samples()),
        tick ->
            sampler.sample(
                problems.stream().map(format::prompt).toList(), sampling, solution -> tick.run()));
  }

  /**
   * Draws and grades solutions.
   *
   * @param stage its name
   * @param file where they are kept, and gone on with; null for nowhere
   * @param model whose chat template puts the problems
   */
  Solved solve(
      String stage,
      @Nullable SolutionFile file,
      LanguageModel model,
      Sampler sampler,
      List<Problem> problems,
      SamplingSettings sampling,
      Grading grading) {
    if (file == null) {
      long start = System.nanoTime();
      List<Solution> solutions = sample(stage, model, sampler, problems, sampling);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Solved(solutions, grading.grade(problems, solutions), seconds);
    }
    file.complete(
        () -> {
          SolutionSource source =
              SolutionSource.of(model, sampler, PromptFormat.chat(model)::prompt);
          file.draw(stage, source, problems, sampling, grading, clock);
        });
    clock.set(stage, file.seconds()); // of all processes that drew
    return new Solved(file.solutions(), file.graded(), file.seconds());
  }

  /**
   * Checks a policy in the midst of its training: greedily, untold of and untimed, since its stage
   * is the training.
   *
   * @param sampling whose token limit it has
   */
  PolicyCheck check(List<Problem> problems, SamplingSettings sampling, Grading grading) {
    if (problems.isEmpty()) {
      return PolicyCheck.none();
    }
    SamplingSettings greedy = SamplingSettings.greedy().maxTokens(sampling.maxTokens());
    return policy -> {
      PromptFormat format = PromptFormat.chat(policy);
      List<Solution> solutions =
          engine(policy)
              .sample(problems.stream().map(format::prompt).toList(), greedy, solution -> {});
      return Solved.figures(grading.grade(problems, solutions));
    };
  }

  /** Makes examples of the kept solutions, with the log-probs of the model that drew them. */
  List<TrainingExample> record(
      String stage,
      List<Solution> solutions,
      List<WeightedSolution> weighted,
      LanguageModel model) {
    long kept = weighted.stream().filter(WeightedSolution::kept).count();
    return clock.time(
        new Stage(stage, "solutions", kept),
        tick -> TrainingExamples.of(solutions, weighted, model, tick));
  }

  /** The examples within the sequence limit. */
  SequenceLimit.Limited limit(List<TrainingExample> examples) {
    SequenceLimit.Limited limited = sequenceLimit.apply(examples);
    clock.listener().onSequenceLimit(limited);
    return limited;
  }

  /** Writes and tells of each optimizer step of the rounds. */
  TrainingListener steps() {
    TrainingListener told =
        new TrainingListener() {
          @Override
          public void onStart(TrainingProgress before, int steps) {
            clock.listener().onTrainingStart(before, steps);
          }

          @Override
          public void onStep(StepMetrics metrics) {
            clock.listener().onStep(metrics);
          }

          @Override
          public void onEvent(TrainingEvent event) {
            clock.listener().onTrainingEvent(event);
          }
        };
    return metrics().andThen(told);
  }

  /** Writes each optimizer step, if there is a directory. */
  TrainingListener metrics() {
    return directory == null ? TrainingListener.none() : directory.metrics();
  }
}
