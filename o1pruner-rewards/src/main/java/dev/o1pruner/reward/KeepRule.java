package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Chooses which of a problem's K samples are trained on; all K count in its reference profile. */
@FunctionalInterface
public interface KeepRule {

  /**
   * The samples to train on.
   *
   * @param samples all samples of one problem
   * @return some of them, in any order
   */
  List<GradedSolution> keep(List<GradedSolution> samples);

  /** Keeps every sample. */
  static KeepRule all() {
    return samples -> samples;
  }

  /**
   * Keeps m samples drawn at random, or all of a problem that has no more than m.
   *
   * <p>The draw depends on the seed, the problem id and the sample numbers only, so adding,
   * removing or reordering other problems changes nothing.
   *
   * @param m samples kept per problem, at least 1; the authors keep 2
   */
  static KeepRule random(int m, long seed) {
    checkArgument(m >= 1, "m must be >= 1 sample per problem but was %s", m);
    return samples -> {
      if (samples.size() <= m) {
        return samples;
      }
      List<GradedSolution> drawn = new ArrayList<>(samples);
      drawn.sort(Comparator.comparingInt(GradedSolution::sample));
      Collections.shuffle(drawn, new Random(seedOf(samples.get(0).problemId(), seed)));
      return drawn.subList(0, m);
    };
  }

  private static long seedOf(String problemId, long seed) {
    return Hashing.murmur3_128()
        .newHasher()
        .putLong(seed)
        .putUnencodedChars(problemId)
        .hash()
        .asLong();
  }
}
