package dev.o1pruner.training;

import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Trains a policy in place: batches from a source, gradients of a loss, an optimizer. */
public final class Trainer {

  private final LanguageModel policy;
  private final Trainable trainable;
  private final PolicyLoss loss;
  private final TrainingSettings settings;
  private final TrainingListener listener;
  private final Guarding guarding;

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
    this(
        policy,
        trainable,
        loss,
        settings,
        listener,
        new Guarding(GuardSettings.none(), PolicyCheck.none()));
  }

  private Trainer(
      LanguageModel policy,
      Trainable trainable,
      PolicyLoss loss,
      TrainingSettings settings,
      TrainingListener listener,
      Guarding guarding) {
    this.policy = policy;
    this.trainable = trainable;
    this.loss = loss;
    this.settings = settings;
    this.listener = listener;
    this.guarding = guarding;
  }

  /**
   * The same trainer, watched. Without this nothing is watched for but a loss or gradient that
   * isn't finite.
   *
   * @param check has the policy solve problems as often as the settings ask for
   */
  public Trainer guarded(GuardSettings guards, PolicyCheck check) {
    return new Trainer(policy, trainable, loss, settings, listener, new Guarding(guards, check));
  }

  /**
   * Runs every step of a source, unless a guard ends the training.
   *
   * @throws TrainingException at the first step whose loss or gradient isn't finite
   */
  public void train(BatchSource source) {
    train(source, TrainingCheckpoints.none());
  }

  /**
   * Runs the steps of a source that a checkpoint hasn't done yet, unless a guard ends the training.
   *
   * @param checkpoints where to go on from and what to save
   * @throws TrainingException at the first step whose loss or gradient isn't finite
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, after the step
   *     it was in and with a checkpoint of that
   */
  public void train(BatchSource source, TrainingCheckpoints checkpoints) {
    try (TrainingSession session = start(source.steps(), checkpoints)) {
      try {
        while (session.finished() < source.steps() && session.ending() == null) {
          session.stopIfInterrupted();
          session.step(source.batch(session.finished()));
        }
      } catch (CancellationException e) {
        session.save(); // of a check: the step before it is done
        throw e;
      }
    }
  }

  /**
   * Starts a run whose batches aren't known beforehand, for a caller who gives them one by one.
   *
   * @param steps of the whole run, which the learning-rate schedule goes by
   * @param checkpoints where to go on from and what to save
   * @return to be closed; another training of these weights is refused until then
   * @throws IllegalStateException if another session trains some of these weights, or another
   *     thread uses the policy
   */
  public TrainingSession start(int steps, TrainingCheckpoints checkpoints) {
    return start(steps, checkpoints, Map.of());
  }

  /**
   * The same for a caller with a state of its own.
   *
   * @param parts kept in each checkpoint and restored before this returns, by name
   */
  public TrainingSession start(
      int steps, TrainingCheckpoints checkpoints, Map<String, CheckpointPart> parts) {
    return new TrainingSession(
        policy, trainable, loss, settings, listener, steps, checkpoints, guarding, parts);
  }
}
