package dev.o1pruner.grading.math;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Quantity;
import java.util.List;

/** Names of the operations, and how to put nodes together with them. */
final class Ops {

  static final String ADD = "+";
  static final String MULTIPLY = "*";
  static final String POWER = "^";
  static final String INVERSE = "1/";
  static final String ROOT = "root"; // radicand, degree
  static final String PLUS_MINUS = "+-"; // left, right
  static final String MINUS_PLUS = "-+";
  static final String FACTORIAL = "!";
  static final String BINOMIAL = "binom";
  static final String ABSOLUTE = "abs";
  static final String FLOOR = "floor";
  static final String CEILING = "ceil";
  static final String LOG = "log"; // argument, base
  static final String RATIO = ":";
  static final String BASED = "based"; // digits and base as one word
  static final String CALL = "call"; // an unknown function: name, argument

  /** Functions of one argument, by every name they are written with. */
  static final ImmutableMap<String, String> FUNCTIONS =
      ImmutableMap.<String, String>builder()
          .put("sin", "sin")
          .put("cos", "cos")
          .put("tan", "tan")
          .put("cot", "cot")
          .put("sec", "sec")
          .put("csc", "csc")
          .put("arcsin", "arcsin")
          .put("arccos", "arccos")
          .put("arctan", "arctan")
          .put("asin", "arcsin")
          .put("acos", "arccos")
          .put("atan", "arctan")
          .put("sinh", "sinh")
          .put("cosh", "cosh")
          .put("tanh", "tanh")
          .put("exp", "exp")
          .put("ln", "ln")
          .put("log", LOG)
          .put("lg", LOG)
          .put("abs", ABSOLUTE)
          .put("floor", FLOOR)
          .put("ceil", CEILING)
          .buildOrThrow();

  /** Functions whose power -1 means the inverse function, not the reciprocal. */
  static final ImmutableSet<String> INVERTIBLE = ImmutableSet.of("sin", "cos", "tan");

  private Ops() {}

  static Node sum(List<Node> terms) {
    return terms.size() == 1 ? terms.get(0) : new Apply(ADD, terms);
  }

  static Node negate(Node node) {
    if (node instanceof Num number) {
      return new Num(number.value().negate(), number.decimals());
    }
    if (node instanceof Quantity quantity) {
      return new Quantity(negate(quantity.value()), quantity.unit());
    }
    return new Apply(MULTIPLY, Num.of(-1), node);
  }

  static Node minus(Node left, Node right) {
    return new Apply(ADD, left, negate(right));
  }

  /** A product, of matrices written out; a unit of the last factor becomes that of the whole. */
  static Node times(Node left, Node right) {
    if (Matrices.isMatrix(left) || Matrices.isMatrix(right)) {
      return Matrices.times(left, right);
    }
    return right instanceof Quantity quantity
        ? new Quantity(new Apply(MULTIPLY, left, quantity.value()), quantity.unit())
        : new Apply(MULTIPLY, left, right);
  }

  /** A quotient, kept as one number if it is one; a unit of the divisor becomes the whole's. */
  static Node divide(Node left, Node right) {
    if (right instanceof Quantity quantity) { // 1/2 % is (1/2) %
      return new Quantity(divide(left, quantity.value()), quantity.unit());
    }
    if (isExact(left) && isExact(right) && ((Num) right).value().signum() != 0) {
      return Num.of(((Num) left).value().times(((Num) right).value().inverse()));
    }
    return new Apply(MULTIPLY, left, new Apply(INVERSE, right));
  }

  private static boolean isExact(Node node) {
    return node instanceof Num number && number.decimals() == 0;
  }
}
