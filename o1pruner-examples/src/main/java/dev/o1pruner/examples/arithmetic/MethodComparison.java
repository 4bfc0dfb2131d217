package dev.o1pruner.examples.arithmetic;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.OnPolicyRounds;
import dev.o1pruner.OnPolicyRoundsBuilder;
import dev.o1pruner.RoundReport;
import dev.o1pruner.RunListener;
import dev.o1pruner.Stage;
import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.experiment.Experiment;
import dev.o1pruner.experiment.ExperimentBuilder;
import dev.o1pruner.experiment.Method;
import dev.o1pruner.experiment.MethodInputs;
import dev.o1pruner.experiment.PaperMethods;
import dev.o1pruner.experiment.TrainedPolicy;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.reward.RewardFunction;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingEvent;
import dev.o1pruner.training.TrainingProgress;
import java.util.List;
import java.util.Map;

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

  /** At the others' rate DPO's policy falls apart, 1 % right, and at 5e-5 it is 37 % right. */
  private static final double DPO_LEARNING_RATE = 1e-5;

  /** By default 48 rounds for 720 problems. */
  private static final int PROBLEMS_FOR_A_ROUND = 15;

  private static final String ROUNDS = "rounds";
  private static final int PROBLEMS_PER_ROUND = 48;
  private static final int ROUND_SAMPLES = 8;
  private static final int MINIBATCHES = 4;
  private static final double ROUNDS_LEARNING_RATE = 1e-4;

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
   * @param problems trained on, of which there is a round for every {@value #PROBLEMS_FOR_A_ROUND}
   * @param samples K of each problem, all of which O1-Pruner trains on
   */
  public static ComparedMethods methods(int problems, int samples) {
    return new ComparedMethods(
        FAST_INSTRUCTION,
        PruningExperiment.training(),
        PruningExperiment.training(DPO_LEARNING_RATE),
        samples,
        PolicyLoss.DEFAULT_CLIP_RANGE,
        List.of(authors(), rounds(Math.max(1, problems / PROBLEMS_FOR_A_ROUND))));
  }

  /** O1-Pruner with the authors' choice of samples and clip. */
  private static Method authors() {
    return PaperMethods.o1Pruner(
            PruningExperiment.LAMBDA,
            RewardRecipe.OFFICIAL_KEPT,
            PolicyLoss.DEFAULT_CLIP_RANGE,
            PruningExperiment.training())
        .named("O1-Pruner-authors");
  }

  /**
   * The same reward and loss in on-policy rounds, at a lower rate: each solution is drawn from the
   * policy as it then is.
   */
  private static Method rounds(int rounds) {
    Map<String, Object> settings =
        ImmutableMap.<String, Object>builder()
            .put("lambda", PruningExperiment.LAMBDA)
            .putAll(roundsBuilder(rounds, 0).describe()) // the seed is the cell's
            .buildOrThrow();
    return Method.trained(
        "O1-Pruner-rounds",
        settings,
        inputs -> {
          Stage stage = new Stage(ROUNDS, "rounds", rounds);
          return inputs.clock().time(stage, tick -> inRounds(inputs, rounds, tick));
        });
  }

  /** Everything that the result depends on. */
  private static OnPolicyRoundsBuilder roundsBuilder(int rounds, long seed) {
    return OnPolicyRounds.builder()
        .method(OnPolicyMethod.lengthHarmonizing())
        .reward(RewardFunction.lengthHarmonizing(PruningExperiment.LAMBDA))
        .rounds(rounds)
        .problemsPerRound(PROBLEMS_PER_ROUND)
        .sampling(SamplingSettings.defaults().samples(ROUND_SAMPLES).seed(seed))
        .minibatches(MINIBATCHES)
        .training(PruningExperiment.training(ROUNDS_LEARNING_RATE).training())
        .seed(seed);
  }

  private static TrainedPolicy inRounds(MethodInputs inputs, int rounds, Runnable onRound) {
    roundsBuilder(rounds, inputs.seed())
        .policy(inputs.model())
        .problemsPerRound(Math.min(PROBLEMS_PER_ROUND, inputs.problems().size()))
        .slots(PruningExperiment.SLOTS)
        .listener(
            new RunListener() {
              @Override
              public void onTrainingStart(TrainingProgress before, int steps) {
                inputs.clock().add(ROUNDS, before.seconds());
                inputs.steps().onStart(before, steps);
                for (int round = 0; round < before.steps() / MINIBATCHES; round++) {
                  onRound.run();
                }
              }

              @Override
              public void onRound(RoundReport report) {
                onRound.run();
              }

              @Override
              public void onStep(StepMetrics metrics) {
                inputs.steps().onStep(metrics);
              }

              @Override
              public void onTrainingEvent(TrainingEvent event) {
                inputs.steps().onEvent(event);
                inputs.clock().listener().onTrainingEvent(event);
              }
            })
        .checkpoints(inputs.checkpoints())
        .train(inputs.problems());
    return new TrainedPolicy(inputs.model(), 0, 0);
  }
}
