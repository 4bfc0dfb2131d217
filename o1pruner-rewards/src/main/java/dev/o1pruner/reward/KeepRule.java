package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Chooses which of a problem's K samples are trained on; all K count in its reference profile. */
@FunctionalInterface
public interface KeepRule {

  /**
   * The samples to train on.
   *
   * @param samples all samples of one problem
   * @param reward the reward of each of them
   * @return some of them, in any order, or none
   */
  List<GradedSolution> keep(List<GradedSolution> samples, ToDoubleFunction<GradedSolution> reward);

  /** Keeps every sample. */
  static KeepRule all() {
    return (samples, reward) -> samples;
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
    return (samples, reward) -> {
      if (samples.size() <= m) {
        return samples;
      }
      List<GradedSolution> drawn = new ArrayList<>(samples);
      drawn.sort(Comparator.comparingInt(GradedSolution::sample));
      Collections.shuffle(drawn, new Random(seedOf(samples.get(0).problemId(), seed)));
      return drawn.subList(0, m);
    };
  }

  /**
   * Keeps the k shortest samples, correct or not: GFPO (arXiv 2508.09726) by length. Of equal
   * lengths the lower sample number goes first.
   *
   * @param k samples kept per problem, at least 1; the paper keeps 8 of 16 or 24
   */
  static KeepRule shortest(int k) {
    return first(k, reward -> Comparator.comparingInt(GradedSolution::length));
  }

  /**
   * Keeps the k shortest correct samples, all correct ones if there are fewer: what O1-Pruner's SFT
   * baseline imitates (arXiv 2501.12570), with k = 2. Of equal lengths the lower sample number goes
   * first.
   *
   * @param k samples kept per problem, at least 1
   */
  static KeepRule shortestCorrect(int k) {
    KeepRule shortest = shortest(k);
    return (samples, reward) ->
        shortest.keep(samples.stream().filter(GradedSolution::correct).toList(), reward);
  }

  /**
   * Keeps the k samples with most reward per token: GFPO (arXiv 2508.09726) by token efficiency. Of
   * equal ones the lower sample number goes first.
   *
   * <p>Where rewards are negative, a longer sample has more reward per token; the paper's are 0 and
   * up.
   *
   * @param k samples kept per problem, at least 1
   */
  static KeepRule mostEfficient(int k) {
    return first(
        k,
        reward ->
            Comparator.comparingDouble((GradedSolution y) -> reward.applyAsDouble(y) / y.length())
                .reversed());
  }

  /**
   * Keeps all samples of a problem unless their rewards are equal, then none, as there is nothing
   * to prefer: DAPO's dynamic sampling (arXiv 2503.14476), without drawing others instead.
   *
   * <p>With {@link RewardFunction#correctness()} these are the problems that are always or never
   * solved.
   */
  static KeepRule withSignal() {
    return (samples, reward) ->
        samples.stream().mapToDouble(reward).distinct().count() > 1 ? samples : List.of();
  }

  /** Another rule applied to what this one keeps. */
  default KeepRule then(KeepRule next) {
    return (samples, reward) -> next.keep(keep(samples, reward), reward);
  }

  private static KeepRule first(
      int k, Function<ToDoubleFunction<GradedSolution>, Comparator<GradedSolution>> order) {
    checkArgument(k >= 1, "k must be >= 1 sample per problem but was %s", k);
    return (samples, reward) ->
        samples.stream()
            .sorted(order.apply(reward).thenComparingInt(GradedSolution::sample))
            .limit(k)
            .toList();
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
