package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.examples.arithmetic.Chain.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes how somebody over-careful solves a chain: works it out, then goes over it again a random
 * number of times whether or not anything was wrong. Each pass may slip; a later pass that comes to
 * another result says so and goes on with its own. The last pass's result is the answer.
 */
final class ThinkingAloud {

  /**
   * Chance of 0, 1, 2, .. passes over the work again. Going on once is likeliest: greedy wastes.
   */
  private static final double[] RECHECKS = {0.30, 0.36, 0.16, 0.10, 0.08};

  /** Chance that an easy step of the first pass gets a wrong result. */
  private static final double EASY_SLIP = 0.03;

  /** The same for a step with a product, a carry or a borrow. */
  private static final double HARD_SLIP = 0.16;

  /** Later passes are more careful: their chances are this many times as large. */
  private static final double SLIP_AGAIN = 0.4;

  /**
   * How the first re-check begins: always so, since a choice of words would split its chance and
   * make stopping the most likely course.
   */
  private static final String SECOND_THOUGHT = "Wait, check.\n";

  private static final List<String> FURTHER_THOUGHTS = List.of("Check again.\n", "Let me check.\n");

  private final Random random;

  ThinkingAloud(Random random) {
    this.random = random;
  }

  /** The solution after an opened think block, up to the end of the answer. */
  String solve(Chain chain) {
    StringBuilder text = new StringBuilder();
    List<Integer> results = new ArrayList<>();
    int rechecks = drawRechecks();
    for (int pass = 0; pass <= rechecks; pass++) {
      if (pass == 1) {
        text.append(SECOND_THOUGHT);
      } else if (pass > 1) {
        text.append(FURTHER_THOUGHTS.get(random.nextInt(FURTHER_THOUGHTS.size())));
      }
      results = pass(chain, results, text);
    }
    int answer = results.get(results.size() - 1);
    return text.append("</think>\\boxed{").append(answer).append('}').toString();
  }

  /** Goes through all steps once, comparing with the pass before if there was one. */
  private List<Integer> pass(Chain chain, List<Integer> before, StringBuilder text) {
    List<Integer> results = new ArrayList<>();
    int value = chain.start();
    for (Step step : chain.steps()) {
      int result = compute(value, step, before.isEmpty() ? 1 : SLIP_AGAIN);
      text.append(value).append(step.symbols()).append('=').append(result);
      if (!before.isEmpty()) {
        int earlier = before.get(results.size());
        text.append(result == earlier ? " ok" : " not " + earlier);
      }
      text.append('\n');
      results.add(result);
      value = result;
    }
    return results;
  }

  private int compute(int value, Step step, double carelessness) {
    int result = step.apply(value);
    if (random.nextDouble() >= carelessness * (step.hard(value) ? HARD_SLIP : EASY_SLIP)) {
      return result;
    }
    int slip = random.nextBoolean() ? 1 : 10; // a carry lost or found
    return result >= slip && random.nextBoolean() ? result - slip : result + slip;
  }

  private int drawRechecks() {
    double u = random.nextDouble();
    int rechecks = 0;
    while (rechecks < RECHECKS.length - 1 && u >= RECHECKS[rechecks]) {
      u -= RECHECKS[rechecks++];
    }
    return rechecks;
  }
}
