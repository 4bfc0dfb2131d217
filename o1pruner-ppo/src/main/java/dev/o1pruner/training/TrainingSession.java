package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.run.Interruption;
import java.util.List;
import java.util.Map;

/**
 * One training run: an optimizer whose state lives from the first step to the last. Between steps
 * the policy may be sampled from and scored; its gradients and optimizer state stay in memory.
 */
public final class TrainingSession implements AutoCloseable {

  private final LanguageModel policy;
  private final Trainable trainable;
  private final TrainingSettings settings;
  private final TrainingListener listener;
  private final int steps;
  private final TrainingCheckpoints checkpoints;
  private final GradientStep gradientStep;
  private final TrainedWeights trained;
  private final Optimizer optimizer;
  private final TrainingState state;
  private final TrainingProgress before;
  private final long start = System.nanoTime();
  private int finished;
  private int saved;

  TrainingSession(
      LanguageModel policy,
      Trainable trainable,
      PolicyLoss loss,
      TrainingSettings settings,
      TrainingListener listener,
      int steps,
      TrainingCheckpoints checkpoints,
      Map<String, CheckpointPart> parts) {
    this.policy = policy;
    this.trainable = trainable;
    this.settings = settings;
    this.listener = listener;
    this.steps = steps;
    this.checkpoints = checkpoints;
    this.gradientStep = new GradientStep(policy, loss, trainable.gradientCheckpointing());
    this.trained = trainable.of(policy);
    this.optimizer = trained.optimizer(settings.optimizer());
    this.state = new TrainingState(trained, optimizer, parts);
    try {
      this.before = checkpoints.restore(state, listener);
      this.finished = before.steps();
      this.saved = finished;
      listener.onStart(before, steps);
    } catch (RuntimeException e) {
      optimizer.close();
      throw e;
    }
    trained.requireGradients(true);
  }

  /** Steps that are done, those before a checkpoint included: the number of the next one. */
  public int finished() {
    return finished;
  }

  /** The same with the time it took. */
  private TrainingProgress done() {
    return new TrainingProgress(finished, before.seconds() + (System.nanoTime() - start) / 1e9);
  }

  /**
   * Takes the next step, and saves a checkpoint if one is due.
   *
   * @param batch its examples, those that belong together one after the other; without any the step
   *     passes and the policy stays as it is
   * @throws TrainingException if loss or gradient isn't finite
   * @throws IllegalStateException if all steps are done
   */
  public void step(List<TrainingExample> batch) {
    checkState(finished < steps, "all %s steps of the run are done", steps);
    listener.onStep(update(finished, batch));
    finished++;
    if (checkpoints.isDue(done(), steps)) {
      save();
    }
  }

  /**
   * Stops between two steps if the calling thread is interrupted, with a checkpoint of all that is
   * done.
   *
   * @throws java.util.concurrent.CancellationException saying how far the training was
   */
  public void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      save();
    }
    Interruption.check("training", finished, steps, "steps were taken");
  }

  /** Saves what is done, if that isn't saved yet. */
  private void save() {
    if (saved < finished) {
      checkpoints.save(done(), state);
      saved = finished;
    }
  }

  /** One optimizer step: the gradients of its microbatches added up, clipped, applied. */
  private StepMetrics update(int step, List<TrainingExample> batch) {
    long start = System.nanoTime();
    long tokens = batch.stream().mapToLong(example -> example.tokens().tokenIds().length()).sum();
    double rate = rate(step);
    GradientStep.Share total = GradientStep.Share.none();
    double norm = 0;
    if (!batch.isEmpty()) {
      total = accumulate(step, batch, tokens);
      norm = optimizer.clipGradients(settings.maxGradientNorm());
      checkFinite(step, norm, batch);
      optimizer.step(rate);
    }
    return new StepMetrics(
        step,
        steps,
        total.loss(),
        norm,
        rate,
        batch.stream().mapToDouble(TrainingExample::reward).average().orElse(0),
        batch.size(),
        tokens,
        (System.nanoTime() - start) / 1e9,
        total.terms());
  }

  private GradientStep.Share accumulate(int step, List<TrainingExample> batch, long tokens) {
    List<NDArray> gradients = optimizer.gradients();
    GradientStep.Share total = GradientStep.Share.none();
    int microbatch = 0;
    for (List<List<TrainingExample>> units :
        TokenBatch.split(
            TrainingUnits.of(batch),
            TrainingSession::longest,
            List::size,
            settings.microbatchTokens())) {
      List<TrainingExample> part = units.stream().flatMap(List::stream).toList();
      GradientStep.Share share =
          gradientStep.accumulate(
              part, batch.size(), tokens, gradients, trainable.dropoutKey(step, microbatch++));
      checkFinite(step, share.loss(), part);
      total = total.plus(share);
    }
    return total;
  }

  private static int longest(List<TrainingExample> unit) {
    return unit.stream().mapToInt(example -> example.tokens().inputLength()).max().orElseThrow();
  }

  private double rate(int step) {
    double rate = settings.schedule().rate(step, steps);
    if (!Double.isFinite(rate) || rate < 0) {
      throw new TrainingException(
          "the learning rate of step %d is %s: a schedule must give finite rates >= 0"
              .formatted(step, rate));
    }
    return rate;
  }

  private void checkFinite(int step, double value, List<TrainingExample> examples) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(NonFinite.explain(step, value, policy, examples));
    }
  }

  @Override
  public void close() {
    trained.requireGradients(false);
    optimizer.close();
  }
}
