package dev.o1pruner.training;

import ai.djl.ndarray.NDArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.optimizer.Optimizer;
import java.util.List;

/** Trains a policy in place: batches from a source, gradients of a loss, an optimizer. */
public final class Trainer {

  private final LanguageModel policy;
  private final Trainable trainable;
  private final PolicyLoss loss;
  private final TrainingSettings settings;
  private final TrainingListener listener;

  /**
   * A trainer of every weight.
   *
   * @param policy its weights are changed in place
   * @param loss the objective
   */
  public Trainer(
      LanguageModel policy, PolicyLoss loss, TrainingSettings settings, TrainingListener listener) {
    this(policy, Trainable.full(), loss, settings, listener);
  }

  /**
   * A trainer.
   *
   * @param policy prepared by {@link Trainable#prepare}; its weights are changed in place
   * @param trainable which of them
   * @param loss the objective
   */
  public Trainer(
      LanguageModel policy,
      Trainable trainable,
      PolicyLoss loss,
      TrainingSettings settings,
      TrainingListener listener) {
    this.policy = policy;
    this.trainable = trainable;
    this.loss = loss;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Runs every step of a source.
   *
   * @throws TrainingException at the first step whose loss or gradient isn't finite
   */
  public void train(BatchSource source) {
    train(source, TrainingCheckpoints.none());
  }

  /**
   * Runs the steps of a source that a checkpoint hasn't done yet.
   *
   * @param checkpoints where to go on from and what to save
   */
  public void train(BatchSource source, TrainingCheckpoints checkpoints) {
    TrainedWeights trained = trainable.of(policy);
    trained.requireGradients(true);
    try (Optimizer optimizer = trained.optimizer(settings.optimizer())) {
      for (int step = checkpoints.restore(trained, optimizer); step < source.steps(); step++) {
        listener.onStep(update(step, source, optimizer));
        checkpoints.afterStep(step, source.steps(), trained, optimizer);
      }
    } finally {
      trained.requireGradients(false);
    }
  }

  /** One optimizer step: the gradients of its microbatches added up, clipped, applied. */
  private StepMetrics update(int step, BatchSource source, Optimizer optimizer) {
    long start = System.nanoTime();
    List<TrainingExample> batch = source.batch(step);
    long tokens = batch.stream().mapToLong(example -> example.tokens().tokenIds().length()).sum();
    GradientStep gradientStep = new GradientStep(policy, loss, trainable.gradientCheckpointing());
    List<NDArray> gradients = optimizer.gradients();
    GradientStep.Share total = GradientStep.Share.none();
    int microbatch = 0;
    for (List<TrainingExample> part :
        TokenBatch.split(
            batch, example -> example.tokens().inputLength(), settings.microbatchTokens())) {
      GradientStep.Share share =
          gradientStep.accumulate(
              part, batch.size(), tokens, gradients, trainable.dropoutKey(step, microbatch++));
      checkFinite(step, share.loss(), part);
      total = total.plus(share);
    }
    double norm = optimizer.clipGradients(settings.maxGradientNorm());
    checkFinite(step, norm, batch);
    double rate = settings.schedule().rate(step, source.steps());
    if (!Double.isFinite(rate) || rate < 0) {
      throw new TrainingException(
          "the learning rate of step %d is %s: a schedule must give finite rates >= 0"
              .formatted(step, rate));
    }
    optimizer.step(rate);
    return new StepMetrics(
        step,
        source.steps(),
        total.loss(),
        norm,
        rate,
        batch.stream().mapToDouble(TrainingExample::reward).average().orElse(0),
        batch.size(),
        tokens,
        (System.nanoTime() - start) / 1e9,
        total.terms());
  }

  private void checkFinite(int step, double value, List<TrainingExample> examples) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(NonFinite.explain(step, value, policy, examples));
    }
  }
}
