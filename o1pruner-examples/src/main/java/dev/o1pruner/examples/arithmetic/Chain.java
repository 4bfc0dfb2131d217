package dev.o1pruner.examples.arithmetic;

import com.google.common.collect.ImmutableList;
import dev.o1pruner.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A number and what is done to it, step by step.
 *
 * @param level difficulty, from 1
 * @param start the number it starts with
 * @param steps in order; there is no operator precedence
 */
record Chain(int level, int start, List<Step> steps) {

  /** What one step does. */
  enum Operation {
    ADD("+", " Add "),
    SUBTRACT("-", " Subtract "),
    MULTIPLY("*", " Multiply by ");

    private final String sign;
    private final String words;

    Operation(String sign, String words) {
      this.sign = sign;
      this.words = words;
    }

    String sign() {
      return sign;
    }

    int apply(int value, int operand) {
      return switch (this) {
        case ADD -> value + operand;
        case SUBTRACT -> value - operand;
        case MULTIPLY -> value * operand;
      };
    }
  }

  /** One step: an operation and its second operand. */
  record Step(Operation operation, int operand) {

    int apply(int value) {
      return operation.apply(value, operand);
    }

    /** Whether it takes a product, a carry or a borrow: where people slip. */
    boolean hard(int value) {
      return switch (operation) {
        case ADD -> value % 10 + operand % 10 >= 10;
        case SUBTRACT -> value % 10 < operand % 10;
        case MULTIPLY -> true;
      };
    }

    /** As a chain's id spells it: {@code +25}. */
    String symbols() {
      return operation.sign + operand;
    }
  }

  Chain {
    steps = ImmutableList.copyOf(steps);
  }

  /** The number it ends with. */
  int answer() {
    int value = start;
    for (Step step : steps) {
      value = step.apply(value);
    }
    return value;
  }

  /** The chain in symbols: two chains are the same problem exactly if these are equal. */
  String symbols() {
    return start + steps.stream().map(Step::symbols).collect(Collectors.joining());
  }

  /** The chain in words, as the model is asked. */
  String text() {
    return "Start with "
        + start
        + "."
        + steps.stream()
            .map(step -> step.operation.words + step.operand + ".")
            .collect(Collectors.joining());
  }

  /** The chain as a problem: its symbols are the id. */
  Problem problem() {
    return new Problem(symbols(), text(), Integer.toString(answer()), Map.of(Problem.LEVEL, level));
  }
}
