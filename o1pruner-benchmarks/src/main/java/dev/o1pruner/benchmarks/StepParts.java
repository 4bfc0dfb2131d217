package dev.o1pruner.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.model.script.ScriptModule;
import dev.o1pruner.optimizer.OptimizedWeight;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.training.TrainingExample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a step, by the calls that a step makes; the second of two times. */
final class StepParts {

  private final LanguageModel model;
  private final List<TrainingExample> examples;
  private final boolean checkpointing;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  private StepParts(LanguageModel model, List<TrainingExample> examples, boolean checkpointing) {
    this.model = model;
    this.examples = examples;
    this.checkpointing = checkpointing;
  }

  /** Seconds by part; the model's weights change. */
  static Map<String, Double> measure(
      LanguageModel model, List<TrainingExample> examples, boolean checkpointing) {
    StepParts parts = new StepParts(model, examples, checkpointing);
    List<NDArray> weights = model.weights();
    weights.forEach(weight -> weight.setRequiresGradient(true));
    try (Optimizer optimizer =
        new Optimizer(
            TrainingProcess.OPTIMIZER,
            model.manager(),
            OptimizedWeight.all(model.layout(), model.config()),
            weights)) {
      parts.step(optimizer);
      parts.step(optimizer);
      return parts.seconds;
    } finally {
      weights.forEach(weight -> weight.setRequiresGradient(false));
    }
  }

  private void step(Optimizer optimizer) {
    ScriptModule script = model.script();
    List<NDArray> weights = model.weights();
    try (NDManager scope = model.manager().newSubManager()) {
      TokenBatch batch =
          TokenBatch.of(scope, examples.stream().map(TrainingExample::tokens).toList());
      NDArray key = scope.create(0L);
      long start = System.nanoTime();
      NDList forward =
          script.record(
              scope,
              checkpointing ? "log_probs_recomputing" : "log_probs_keeping",
              weights,
              batch.arrays(),
              key);
      start = took("forward", start);
      script.record(
          scope,
          "backward",
          weights,
          optimizer.gradients(),
          forward.subList(2, forward.size()),
          batch.arrays(),
          forward.get(1),
          scope.ones(batch.targets().getShape()),
          key);
      took("backward", start);
      NDArray h = scope.randomNormal(new Shape(batch.places().size(), model.config().hiddenSize()));
      start = System.nanoTime();
      script.infer(scope, "score", weights, h, batch.arrays());
      took("head in forward", start);
    }
    long start = System.nanoTime();
    optimizer.clipGradients(1);
    start = took("norm of the gradients", start);
    optimizer.step(1e-4);
    took("optimizer", start);
  }

  private long took(String part, long start) {
    long end = System.nanoTime();
    seconds.put(part, (end - start) / 1e9);
    return end;
  }
}
