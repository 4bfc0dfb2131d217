package dev.o1pruner;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingExamples;
import dev.o1pruner.training.TrainingListener;
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
      LanguageModel model, Sampler sampler, List<Problem> problems, SamplingSettings sampling) {
    PromptFormat format = PromptFormat.chat(model);
    return clock.time(
        new Stage("sample", "solutions", (long) problems.size() * sampling.samples()),
        tick ->
            sampler.sample(
                problems.stream().map(format::prompt).toList(), sampling, solution -> tick.run()));
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

  /** Writes and tells of each optimizer step. */
  TrainingListener steps() {
    return metrics -> {
      if (directory != null) {
        directory.appendStep(metrics);
      }
      clock.listener().onStep(metrics);
    };
  }
}
