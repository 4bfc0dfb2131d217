package dev.o1pruner.examples.arithmetic;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.experiment.Experiment;
import dev.o1pruner.experiment.ExperimentBuilder;
import dev.o1pruner.experiment.Method;
import dev.o1pruner.sampling.SamplingSettings;
import java.util.List;

/**
 * The paper's comparison of methods on the embedded model, with {@link PruningExperiment}'s way of
 * training for all that train. Problems are the same for all seeds.
 */
public final class MethodComparison {

  /**
   * The embedded model never saw an instruction: of its 40 tokens these are the ones that come
   * nearest to the paper's fast-solving prompt.
   */
  private static final String FAST_INSTRUCTION = Method.PROBLEM + " not check again.";

  private static final String NOTE =
      "The embedded model was never taught to follow instructions, and its 40 tokens have no words"
          + " for being quick: fast-prompt appends \"not check again.\", which it has never seen in"
          + " a prompt. Read that row as what a strange prompt does, not as the paper's baseline.";

  private static final String BENCHMARK = "arithmetic";
  private static final long PROBLEM_SEED = 1;

  private MethodComparison() {}

  /**
   * An experiment with everything but methods, seeds, listener and directory.
   *
   * @param problems to train on
   * @param samples of each
   * @param heldOut problems to evaluate on
   */
  public static ExperimentBuilder experiment(int problems, int samples, int heldOut) {
    return Experiment.builder()
        .reference(EmbeddedModel.directory())
        .training(ArithmeticTask.training(problems, PROBLEM_SEED))
        .benchmark(BENCHMARK, ArithmeticTask.heldOut(heldOut, PROBLEM_SEED))
        .sampling(SamplingSettings.defaults().samples(samples))
        .decodings(
            ImmutableMap.of(
                "greedy",
                SamplingSettings.greedy(),
                "T=1",
                SamplingSettings.defaults().samples(PruningExperiment.EVALUATION_SAMPLES).seed(1)))
        .slots(PruningExperiment.SLOTS)
        .notes(List.of(NOTE));
  }

  /**
   * The methods compared.
   *
   * @param samples K of each problem, half of which O1-Pruner trains on
   */
  public static ComparedMethods methods(int samples) {
    return new ComparedMethods(
        FAST_INSTRUCTION,
        PruningExperiment.training(),
        Math.max(1, samples / 2),
        PruningExperiment.CLIP_RANGE,
        /* authors= */ true);
  }
}
