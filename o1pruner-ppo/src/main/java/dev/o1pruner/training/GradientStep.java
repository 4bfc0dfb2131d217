package dev.o1pruner.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.loss.LossInputs;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.model.script.Gradients;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one microbatch: log-probs from the script, the loss in Java, and the loss's
 * gradient with respect to the log-probs back into the script.
 */
final class GradientStep {

  /**
   * A part of an optimizer step's loss and metrics.
   *
   * @param loss its share of the loss
   * @param terms its share of the loss's metrics
   */
  record Share(double loss, Map<String, Double> terms) {

    /** The share of an empty part. */
    static Share none() {
      return new Share(0, Map.of());
    }

    /** Both parts together. */
    Share plus(Share other) {
      Map<String, Double> sums = new TreeMap<>(terms);
      other.terms.forEach(
          (name, value) ->
              sums.merge(name, value, (one, more) -> LossTerms.together(name, one, more)));
      return new Share(loss + other.loss, sums);
    }
  }

  private final LanguageModel policy;
  private final PolicyLoss loss;
  private final boolean checkpointing;

  /**
   * A step's computation.
   *
   * @param policy those of its weights that require gradients are trained
   * @param checkpointing whether backward computes each layer again instead of keeping activations
   */
  GradientStep(LanguageModel policy, PolicyLoss loss, boolean checkpointing) {
    this.policy = policy;
    this.loss = loss;
    this.checkpointing = checkpointing;
  }

  /**
   * Adds a microbatch's gradients.
   *
   * @param examples the microbatch, those that belong together one after the other
   * @param stepSolutions solutions in the whole optimizer step
   * @param stepTokens solution tokens in the whole optimizer step
   * @param gradients one array per trained weight, 32-bit, added to
   * @param dropoutKey decides what dropout leaves out
   * @return this microbatch's share of the step's loss and metrics
   */
  Share accumulate(
      List<TrainingExample> examples,
      int stepSolutions,
      long stepTokens,
      List<NDArray> gradients,
      long dropoutKey) {
    try (NDManager scope = policy.manager().newSubManager()) {
      TokenBatch batch =
          TokenBatch.of(scope, examples.stream().map(TrainingExample::tokens).toList());
      NDArray key = scope.create(dropoutKey);
      NDList forward =
          policy
              .script()
              .record(
                  scope,
                  checkpointing ? "log_probs_recomputing" : "log_probs_keeping",
                  policy.weights(),
                  batch.arrays(),
                  key);
      NDArray logProbs = forward.get(0); // (B, P), cut off from the script's graph
      logProbs.setRequiresGradient(true);
      LossInputs inputs =
          new LossInputs(
              logProbs,
              samplerLogProbs(scope, examples, batch),
              recorded(scope, examples, batch, TrainingExample::refLogProbs),
              advantages(scope, examples),
              batch.mask(),
              TrainingUnits.size(examples),
              stepSolutions,
              stepTokens);
      LossTerms terms;
      try (Gradients recorded = new Gradients()) {
        terms = loss.compute(inputs);
        recorded.backward(terms.loss());
      }
      policy
          .script()
          .record(
              scope,
              "backward",
              policy.weights(),
              gradients,
              forward.subList(2, forward.size()),
              batch.arrays(),
              forward.get(1),
              logProbs.getGradient(),
              key);
      Map<String, Double> metrics = new TreeMap<>();
      terms.metrics().forEach((name, value) -> metrics.put(name, (double) value.getFloat()));
      float likelihood = logProbs.mul(batch.mask()).sum().getFloat();
      metrics.put(StepMetrics.SURPRISAL, -(double) likelihood / stepTokens);
      return new Share(terms.loss().getFloat(), metrics);
    }
  }

  private static NDArray advantages(NDManager scope, List<TrainingExample> examples) {
    float[] advantages = new float[examples.size()];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = (float) examples.get(i).advantage();
    }
    return scope.create(advantages); // (B)
  }

  /** (B, P); null if the reference drew every example. */
  private static @Nullable NDArray samplerLogProbs(
      NDManager scope, List<TrainingExample> examples, TokenBatch batch) {
    return examples.stream().allMatch(example -> example.samplerLogProbs().isEmpty())
        ? null
        : recorded(scope, examples, batch, TrainingExample::drawnWith);
  }

  /** (B, P), 0 on padding; null if an example has none. */
  private static @Nullable NDArray recorded(
      NDManager scope,
      List<TrainingExample> examples,
      TokenBatch batch,
      Function<TrainingExample, ImmutableDoubleArray> logProbs) {
    if (examples.stream().anyMatch(example -> logProbs.apply(example).isEmpty())) {
      return null;
    }
    int width = (int) batch.targets().getShape().get(1);
    float[] values = new float[examples.size() * width];
    for (int b = 0; b < examples.size(); b++) {
      int row = b * width;
      ImmutableDoubleArray recorded = logProbs.apply(examples.get(b));
      for (int p = 0; p < recorded.length(); p++) {
        values[row + p] = (float) recorded.get(p);
      }
    }
    return scope.create(values, batch.targets().getShape());
  }
}
