package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.examples.arithmetic.Chain.Operation;
import dev.o1pruner.examples.arithmetic.Chain.Step;
import dev.o1pruner.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random chains of a level and a split. */
final class ChainGenerator {

  /** Difficulty levels: more steps, larger operands. */
  static final int LEVELS = 4;

  private static final int[] MAX_OPERAND = {9, 20, 50, 99};
  private static final int[] MAX_VALUE = {20, 50, 99, 199};

  /** Steps that multiply, among those where a product fits. */
  private static final double MULTIPLY_RATE = 0.25;

  private static final int MAX_FACTOR = 5;

  private final Random random;

  ChainGenerator(long seed) {
    this.random = new Random(seed);
  }

  /** Distinct problems of a split, levels 1 to {@value #LEVELS} in turn. */
  List<Problem> problems(int count, Split split) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    while (problems.size() < count) {
      Problem problem = chain(problems.size() % LEVELS + 1, split).problem();
      problems.putIfAbsent(problem.id(), problem);
    }
    return List.copyOf(problems.values());
  }

  /** A chain of any level. */
  Chain chain(Split split) {
    return chain(1 + random.nextInt(LEVELS), split);
  }

  private Chain chain(int level, Split split) {
    while (true) {
      Chain chain = drawChain(level);
      if (Split.of(chain) == split) {
        return chain;
      }
    }
  }

  private Chain drawChain(int level) {
    int maxOperand = MAX_OPERAND[level - 1];
    int maxValue = MAX_VALUE[level - 1];
    int start = 1 + random.nextInt(maxOperand);
    List<Step> steps = new ArrayList<>();
    int value = start;
    while (steps.size() < level + 1) {
      Step step = drawStep(maxOperand);
      int next = step.apply(value);
      if (next >= 0 && next <= maxValue) {
        steps.add(step);
        value = next;
      }
    }
    return new Chain(level, start, steps);
  }

  private Step drawStep(int maxOperand) {
    if (random.nextDouble() < MULTIPLY_RATE) {
      return new Step(Operation.MULTIPLY, 2 + random.nextInt(MAX_FACTOR - 1));
    }
    Operation operation = random.nextBoolean() ? Operation.ADD : Operation.SUBTRACT;
    return new Step(operation, 1 + random.nextInt(maxOperand));
  }
}
