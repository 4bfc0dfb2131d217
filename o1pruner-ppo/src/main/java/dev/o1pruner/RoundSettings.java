package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.grading.GradingFigures;
import dev.o1pruner.reward.EvolvingReward;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.SolutionStarts;
import dev.o1pruner.training.EpochOrder;
import dev.o1pruner.training.GuardSettings;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Everything on-policy rounds do the same way whatever the model and the problems.
 *
 * @param method advantage, choice of samples, loss
 * @param reward of the first round
 * @param rounds how many
 * @param problemsPerRound distinct problems with a kept sample that a round is to have
 * @param epochs passes over a round's examples
 * @param minibatches optimizer steps of a pass
 * @param sampling how the K samples are drawn; each round has a seed of its own
 * @param starts what samples begin with
 * @param grading what counts as right
 * @param trainable which weights are trained
 * @param training optimizer, schedule, clipping
 * @param sequenceLimit what happens to long training sequences
 * @param guards what training is watched for
 * @param seed the orders of problems and examples derive from it
 */
record RoundSettings(
    OnPolicyMethod method,
    EvolvingReward reward,
    int rounds,
    int problemsPerRound,
    int epochs,
    int minibatches,
    SamplingSettings sampling,
    SolutionStarts starts,
    Grading grading,
    Trainable trainable,
    TrainingSettings training,
    SequenceLimit sequenceLimit,
    GuardSettings guards,
    long seed) {

  RoundSettings {
    checkArgument(
        sampling.samples() >= 2,
        "samples is %s: each problem needs at least 2 solutions to compare with each other",
        sampling.samples());
  }

  /** What results depend on, by name, but for the functions among it and what these are given. */
  Map<String, Object> describe() {
    return ImmutableMap.<String, Object>builder()
        .put("method", method.name())
        .put("tries", method.tries())
        .put("rounds", rounds)
        .put("problemsPerRound", problemsPerRound)
        .put("epochs", epochs)
        .put("minibatches", minibatches)
        .put("sampling", sampling.toString())
        .put("starts", starts.toString())
        .put("grading", GradingFigures.of(grading))
        .put("trainable", trainable.toString())
        .putAll(training.describe())
        .put("sequenceLimit", sequenceLimit.toString())
        .putAll(guards.describe())
        .put("seed", seed)
        .buildOrThrow();
  }

  /** Optimizer steps of a round, however many examples it has. */
  int stepsPerRound() {
    return epochs * minibatches;
  }

  /** How a round samples: its own streams of random numbers. */
  SamplingSettings sampling(int round) {
    return sampling.seed(new SplittableRandom(sampling.seed() * 31 + round).nextLong());
  }

  /**
   * A round's examples for each of its optimizer steps: every pass in another order, cut into parts
   * that differ by one at most.
   */
  List<List<TrainingExample>> batches(int round, List<TrainingExample> examples) {
    List<List<TrainingExample>> batches = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<TrainingExample> order = EpochOrder.of(examples, seed, round * epochs + epoch);
      for (int part = 0; part < minibatches; part++) {
        batches.add(
            order.subList(
                part * order.size() / minibatches, (part + 1) * order.size() / minibatches));
      }
    }
    return batches;
  }
}
