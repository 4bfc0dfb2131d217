package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.run.Interruption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One training run: an optimizer whose state lives from the first step to the last. Between steps
 * the policy may be sampled from and scored; its gradients and optimizer state stay in memory.
 *
 * <p>A step takes the policy for its thread ({@link LanguageModel#use}). Several policies may be
 * trained at once, each by a thread of its own.
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
  private final Guarding guarding;
  private final Guards guards;
  private final TrainingProgress before;
  private final long start = System.nanoTime();
  private int finished;
  private int saved;
  private boolean closed;

  TrainingSession(
      LanguageModel policy,
      Trainable trainable,
      PolicyLoss loss,
      TrainingSettings settings,
      TrainingListener listener,
      int steps,
      TrainingCheckpoints checkpoints,
      Guarding guarding,
      Map<String, CheckpointPart> parts) {
    this.policy = policy;
    this.trainable = trainable;
    this.settings = settings;
    this.listener = listener;
    this.steps = steps;
    this.checkpoints = checkpoints;
    this.gradientStep = new GradientStep(policy, loss, trainable.gradientCheckpointing());
    this.guarding = guarding;
    this.guards = new Guards(guarding.settings(), listener);
    LanguageModel.Use use = policy.use("training");
    try (use) {
      this.trained = trainable.of(policy);
      checkState(
          !trained.requireGradients(),
          "the policy is being trained already: close the other training session first");
      this.optimizer = trained.optimizer(settings.optimizer());
      Map<String, CheckpointPart> all = new HashMap<>(parts);
      all.put(Guards.PART, guards);
      this.state = new TrainingState(trained, optimizer, all);
      try {
        this.before = checkpoints.restore(state, listener);
        this.finished = before.steps();
        this.saved = finished;
        guards.tellEnding();
        listener.onStart(before, steps);
        if (ending() == null && guards.checked() < finished && guarding.isDue(finished, steps)) {
          check(); // the first, or one that an interruption cut short
          end();
        }
      } catch (RuntimeException e) {
        optimizer.close();
        throw e;
      }
      trained.requireGradients(true);
    }
  }

  /** Steps that are done, those before a checkpoint included: the number of the next one. */
  public int finished() {
    return finished;
  }

  /** What a guard ended the run for; null if none has. No step is taken after it. */
  public @Nullable GuardEvent ending() {
    return guards.ending();
  }

  /** The same with the time it took. */
  private TrainingProgress done() {
    return new TrainingProgress(finished, before.seconds() + (System.nanoTime() - start) / 1e9);
  }

  /**
   * Takes the next step, has the guards look at it, and saves a checkpoint if one is due or a guard
   * has ended the run.
   *
   * @param batch its examples, those that belong together one after the other; without any the step
   *     passes and the policy stays as it is
   * @throws TrainingException if loss or gradient isn't finite
   * @throws IllegalStateException if all steps are done, a guard has ended the run, the session or
   *     the policy is closed, or another thread uses the policy; nothing has been done then
   */
  public void step(List<TrainingExample> batch) {
    checkState(!closed, "the training session is closed: start another one");
    checkState(finished < steps, "all %s steps of the run are done", steps);
    GuardEvent ending = ending();
    checkState(ending == null, "a guard has ended the run: %s", ending);
    LanguageModel.Use use = policy.use("training");
    StepMetrics metrics;
    try (use) {
      metrics = update(finished, batch);
    }
    listener.onStep(metrics);
    finished++;
    Map<String, Double> figures = new HashMap<>(metrics.terms());
    figures.put(Guard.SIGNAL, SignalGuard.share(batch));
    guards.look(finished, figures);
    if (ending() == null && guarding.isDue(finished, steps)) {
      check();
    }
    if (!end() && checkpoints.isDue(done(), steps)) {
      save();
    }
  }

  /**
   * Has the guards look at other figures, such as {@link Guard#ROUND_LENGTH}.
   *
   * @throws IllegalStateException if a guard has ended the run
   */
  public void look(Map<String, Double> figures) {
    GuardEvent ending = ending();
    checkState(ending == null, "a guard has ended the run: %s", ending);
    guards.look(finished, figures);
    end();
  }

  private void check() {
    PolicyChecked checked = guarding.check(finished, policy);
    listener.onEvent(checked);
    if (guards.lookAt(checked) && guarding.settings().rollsBack()) {
      checkpoints.saveBest(done(), state);
    }
  }

  /** Leaves a run that a guard has ended so that it isn't gone on with. */
  private boolean end() {
    GuardEvent ending = ending();
    if (ending == null) {
      return false;
    }
    if (ending.action() == GuardAction.ROLL_BACK) {
      checkpoints.restoreBest(state);
    }
    checkpoints.save(done(), state); // over one of the same step, which doesn't know of the end
    saved = finished;
    return true;
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
  void save() {
    if (saved < finished) {
      LanguageModel.Use use = policy.use("a checkpoint");
      try (use) {
        checkpoints.save(done(), state);
      }
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
      throw guards.notFinite(step, value, NonFinite.explain(step, value, policy, examples));
    }
  }

  /**
   * Frees gradients and optimizer state; the policy stays as it is. Closing again does nothing, nor
   * does closing after the policy, which has freed them.
   *
   * @throws IllegalStateException if another thread uses the policy, such as for a step; close it
   *     again after that
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (policy.isOpen()) {
      LanguageModel.Use use = policy.use("the end of a training");
      try (use) {
        trained.requireGradients(false);
        optimizer.close();
      }
    }
    closed = true;
  }
}
