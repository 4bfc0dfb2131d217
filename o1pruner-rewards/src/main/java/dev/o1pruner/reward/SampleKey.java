package dev.o1pruner.reward;

import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Solution;

/** Which solution a record is. */
record SampleKey(String problemId, int sample) {

  static SampleKey of(Draw draw) {
    return new SampleKey(draw.prompt().problemId(), draw.sample());
  }

  static SampleKey of(Solution solution) {
    return new SampleKey(solution.problemId(), solution.sample());
  }

  @Override
  public String toString() {
    return "sample %d of problem %s".formatted(sample, problemId);
  }
}
