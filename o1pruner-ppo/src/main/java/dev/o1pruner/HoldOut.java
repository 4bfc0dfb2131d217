package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.training.GuardSettings;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Problems to train on and problems to evaluate on.
 *
 * @param training in the given order
 * @param evaluation in the given order
 */
record HoldOut(List<Problem> training, List<Problem> evaluation) {

  /** One problem in so many is held out. */
  private static final int ONE_IN = 5;

  /**
   * Holds out a fifth of the problems, at least one: those whose ids hash lowest, so that the same
   * problems are held out whatever their order.
   */
  static HoldOut of(List<Problem> problems) {
    checkArgument(
        problems.size() >= 2,
        "there are %s problems: at least 2 are needed, one to train on and one to evaluate on",
        problems.size());
    Set<String> heldOut = new HashSet<>();
    problems.stream()
        .map(Problem::id)
        .sorted(Comparator.comparingLong(HoldOut::hash))
        .limit(Math.max(1, problems.size() / ONE_IN))
        .forEach(heldOut::add);
    return new HoldOut(
        problems.stream().filter(problem -> !heldOut.contains(problem.id())).toList(),
        problems.stream().filter(problem -> heldOut.contains(problem.id())).toList());
  }

  /**
   * Problems to train on, and those that a policy is checked on meanwhile, if it is.
   *
   * @param given what to check on; empty for a part of the training problems
   */
  static HoldOut forGuards(GuardSettings guards, List<Problem> training, List<Problem> given) {
    if (!guards.checks()) {
      return new HoldOut(training, List.of());
    }
    if (given.isEmpty()) {
      return of(training);
    }
    check(training, given);
    return new HoldOut(training, given);
  }

  /**
   * Refuses empty lists, and problems that are in both or twice in one.
   *
   * @throws IllegalArgumentException naming the problem
   */
  static void check(List<Problem> training, List<Problem> evaluation) {
    checkArgument(!training.isEmpty(), "there are no problems to train on");
    checkArgument(!evaluation.isEmpty(), "there are no problems to evaluate on");
    Set<String> ids = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (Problem problem : training) {
      checkArgument(ids.add(problem.id()), "problem id %s comes twice", problem.id());
      texts.add(problem.problem());
    }
    for (Problem problem : evaluation) {
      checkArgument(ids.add(problem.id()), "problem id %s comes twice", problem.id());
      checkArgument(
          !texts.contains(problem.problem()),
          "evaluation problem %s is also trained on: evaluate on other problems",
          problem.id());
    }
  }

  private static long hash(String id) {
    return Hashing.sipHash24().hashString(id, StandardCharsets.UTF_8).asLong();
  }
}
