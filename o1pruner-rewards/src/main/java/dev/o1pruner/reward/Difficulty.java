package dev.o1pruner.reward;

/** How hard a problem is for the model that sampled it, in the bands of LASER-D. */
enum Difficulty {
  /** At least two thirds of the samples are correct. */
  EASY(2),
  /** At least a third. */
  MEDIUM(1),
  /** Fewer. */
  HARD(0);

  private final int thirds;

  Difficulty(int thirds) {
    this.thirds = thirds;
  }

  static Difficulty of(SampleGroup group) {
    // In whole numbers, so that 2 of 3 is two thirds whatever the rounding.
    long correct = Math.round(group.accuracy() * group.size());
    if (3 * correct >= 2L * group.size()) {
      return EASY;
    }
    return 3 * correct >= group.size() ? MEDIUM : HARD;
  }

  /** Fewest correct samples of K in this band, but at least 1. */
  int fewestCorrect(int samples) {
    return Math.max(1, samples * thirds / 3);
  }
}
