package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** The number of tokens a solution should take, by its problem. */
@FunctionalInterface
public interface TargetLength {

  /** Tokens for the problem of this group, at least 1. */
  int of(SampleGroup group);

  /** The same for every problem. */
  static TargetLength fixed(int tokens) {
    checkPositive(tokens);
    return group -> tokens;
  }

  /**
   * A number given with each problem, such as L1 writes into its prompt.
   *
   * @param tokens by problem id; a reward of any other problem is refused
   */
  static TargetLength byProblem(Map<String, Integer> tokens) {
    tokens.values().forEach(TargetLength::checkPositive);
    Map<String, Integer> copy = ImmutableMap.copyOf(tokens);
    return group -> {
      Integer target = copy.get(group.problemId());
      checkArgument(
          target != null,
          "problem %s has no target length: give every problem one",
          group.problemId());
      return target;
    };
  }

  /**
   * A number by difficulty, which is read off the share p of correct samples as LASER-D does.
   *
   * @param easy tokens if p is at least 2/3
   * @param medium tokens if p is at least 1/3
   * @param hard tokens otherwise
   */
  static TargetLength byPassRate(int easy, int medium, int hard) {
    checkPositive(easy);
    checkPositive(medium);
    checkPositive(hard);
    return group ->
        switch (Difficulty.of(group)) {
          case EASY -> easy;
          case MEDIUM -> medium;
          case HARD -> hard;
        };
  }

  private static void checkPositive(int tokens) {
    checkArgument(tokens >= 1, "a target length must be >= 1 token but was %s", tokens);
  }
}
