package dev.o1pruner.experiment;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.Stage;
import dev.o1pruner.baseline.OfflineMethods;
import dev.o1pruner.baseline.TrainingTask;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.training.TrainingExample;
import java.util.List;
import java.util.function.Function;

/** The trained methods that the paper compares, and SimPO, on samples shared by all of them. */
public final class PaperMethods {

  private PaperMethods() {}

  /**
   * O1-Pruner as the authors' code has it: {@link RewardRecipe#officialCode}, ratio of the mean
   * log-ratio. Those of several lambdas need other names ({@link Method#named}) and form the
   * ablation.
   *
   * @param kept samples of a problem that are trained on; {@link RewardRecipe#OFFICIAL_KEPT} by the
   *     authors
   * @param clipRange eps of the clipped ratio; {@link PolicyLoss#DEFAULT_CLIP_RANGE} by the authors
   */
  public static Method o1Pruner(
      double lambda, int kept, double clipRange, OfflineTraining training) {
    PolicyLoss loss = PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, clipRange);
    return Method.offline(
        "O1-Pruner",
        ImmutableMap.of(
            "lambda", lambda, "recipe", "official code", "kept", kept, "clipRange", clipRange),
        training,
        inputs -> {
          RewardRecipe recipe =
              RewardRecipe.officialCode(lambda).keep(KeepRule.random(kept, inputs.seed()));
          List<WeightedSolution> weighted = recipe.weigh(inputs.graded(), inputs.solutions());
          return scored(
              inputs,
              weighted.stream().filter(WeightedSolution::kept).count(),
              tick ->
                  OfflineMethods.weighed(inputs.solutions(), weighted, inputs.model(), loss, tick));
        });
  }

  /** SFT: imitates the {@value OfflineMethods#SHORTEST} shortest correct solutions per problem. */
  public static Method sft(OfflineTraining training) {
    return Method.offline(
        "SFT",
        ImmutableMap.of("imitated", OfflineMethods.SHORTEST),
        training,
        inputs -> OfflineMethods.sft(inputs.solutions(), inputs.graded()));
  }

  /** DPO: the {@value OfflineMethods#SHORTEST} shortest correct solutions against the longest. */
  public static Method dpo(double beta, OfflineTraining training) {
    return Method.offline(
        "DPO",
        ImmutableMap.of("chosen", OfflineMethods.SHORTEST, "beta", beta),
        training,
        inputs -> {
          List<TrainingExample> pairs = OfflineMethods.pairs(inputs.solutions(), inputs.graded());
          return scored(
              inputs, pairs.size(), tick -> OfflineMethods.dpo(pairs, inputs.model(), beta, tick));
        });
  }

  /** SimPO on the pairs of {@link #dpo}. */
  public static Method simPo(double beta, double gamma, OfflineTraining training) {
    return Method.offline(
        "SimPO",
        ImmutableMap.of("chosen", OfflineMethods.SHORTEST, "beta", beta, "gamma", gamma),
        training,
        inputs -> OfflineMethods.simPo(inputs.solutions(), inputs.graded(), beta, gamma));
  }

  /** Times the making of a task whose solutions the reference scores. */
  private static TrainingTask scored(
      MethodInputs inputs, long solutions, Function<Runnable, TrainingTask> task) {
    return inputs.clock().time(new Stage("reference log-probs", "solutions", solutions), task);
  }
}
