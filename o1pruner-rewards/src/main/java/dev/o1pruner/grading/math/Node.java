package dev.o1pruner.grading.math;

import java.util.List;

/** An answer as a tree. Record equality is equality of notation, not yet of meaning. */
sealed interface Node {

  /**
   * A number as it is written.
   *
   * @param decimals digits after the decimal point, or 0 for an exact number
   */
  record Num(Rational value, int decimals) implements Node {

    static Num of(long value) {
      return new Num(Rational.of(value), 0);
    }

    static Num of(Rational value) {
      return new Num(value, 0);
    }
  }

  /** A variable or a constant: {@code x}, {@code x_1}, {@code theta}, {@code pi}. */
  record Symbol(String name) implements Node {}

  /** Words, in lower case where case says nothing. */
  record Word(String text) implements Node {}

  /** An operation, by its name in {@link Ops}, on its arguments. */
  record Apply(String op, List<Node> args) implements Node {

    Apply(String op, Node... args) {
      this(op, List.of(args));
    }
  }

  /** Several things together. */
  record Group(Kind kind, List<Node> items) implements Node {}

  /** {@code left op right} with op one of = != < <= in. Greater-than is turned around. */
  record Relation(String op, Node left, Node right) implements Node {}

  /** A value with its unit. */
  record Quantity(Node value, Unit unit) implements Node {}

  /** How the items of a {@link Group} belong together. */
  enum Kind {
    /** Separated by commas: several answers. Whether their order counts, see {@link Groups}. */
    LIST,
    /** Separated by "and": several answers, in any order. */
    JOINED,
    /** Separated by "or": several answers, in any order; of inequalities, any may hold. */
    EITHER,
    /** All relations of a chain such as 1 < x < 2 hold. */
    ALL,
    SET,
    UNION,
    /** Ordered, round on both sides: a point or an open interval. */
    TUPLE,
    CLOSED,
    LEFT_OPEN,
    RIGHT_OPEN,
    /** Rows of a matrix. */
    MATRIX,
    ROW;

    /** Whether it holds several answers, however they are written. */
    boolean isLoose() {
      return this == LIST || this == JOINED || this == EITHER || this == SET;
    }

    boolean isInterval() {
      return this == TUPLE || this == CLOSED || this == LEFT_OPEN || this == RIGHT_OPEN;
    }
  }
}
