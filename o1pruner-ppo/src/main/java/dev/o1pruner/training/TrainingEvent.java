package dev.o1pruner.training;

/** Something in a training that its user should know. */
public sealed interface TrainingEvent permits DamagedCheckpoint, PolicyChecked, GuardEvent {

  /** One sentence: what, where, and what comes of it. */
  String message();
}
