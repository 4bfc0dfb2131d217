package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * The examples of each optimizer step, as a pure function of the step number: a resumed run goes on
 * with exactly the data it would have seen.
 */
public interface BatchSource {

  /** Optimizer steps in the whole run. */
  int steps();

  /**
   * The examples of a step, those that belong together one after the other. A step without any
   * passes without an update.
   *
   * @param step from 0, less than {@link #steps()}
   */
  List<TrainingExample> batch(int step);

  /**
   * Each epoch in another random order, a last incomplete batch included. Examples that belong
   * together stay so and count once.
   *
   * @param examples all of them
   * @param batchSize examples per step, or pairs of them
   * @param epochs passes over the examples
   * @param seed the orders derive from it
   */
  static BatchSource shuffled(
      List<TrainingExample> examples, int batchSize, int epochs, long seed) {
    checkArgument(!examples.isEmpty(), "there is no example to train on");
    checkArgument(batchSize > 0, "batchSize must be positive but was %s", batchSize);
    checkArgument(epochs > 0, "epochs must be positive but was %s", epochs);
    List<List<TrainingExample>> units = TrainingUnits.of(examples);
    int perEpoch = (units.size() + batchSize - 1) / batchSize;
    return new BatchSource() {
      @Override
      public int steps() {
        return perEpoch * epochs;
      }

      @Override
      public List<TrainingExample> batch(int step) {
        List<List<TrainingExample>> shuffled = EpochOrder.of(units, seed, step / perEpoch);
        int from = step % perEpoch * batchSize;
        return shuffled.subList(from, Math.min(from + batchSize, shuffled.size())).stream()
            .flatMap(List::stream)
            .toList();
      }
    };
  }
}
