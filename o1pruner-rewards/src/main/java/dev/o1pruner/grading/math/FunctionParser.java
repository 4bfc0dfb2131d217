package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Node.Apply;
import dev.o1pruner.grading.math.Node.Num;
import dev.o1pruner.grading.math.Node.Symbol;
import org.jspecify.annotations.Nullable;

/** Reads a function's power, base and argument: {@code \sin^2 x}, {@code \log_2 8}. */
final class FunctionParser {

  private FunctionParser() {}

  static Node function(
      String name, Cursor cursor, ExpressionParser expressions, PrimaryParser primaries) {
    Node power = null;
    Node base = null;
    for (int i = 0; i < 2; i++) { // in either order
      if (power == null && cursor.takeSyntax("^")) {
        boolean minus = cursor.takeSyntax("-");
        Node exponent = primaries.argument();
        power = minus ? Ops.negate(exponent) : exponent;
      } else if (base == null && cursor.takeSyntax("_")) {
        base = primaries.argument();
      }
    }
    boolean bracketed = cursor.peek().isSyntax("(") || cursor.peek().isSyntax("{");
    Node argument =
        bracketed ? primaries.argument() : expressions.nested(expressions::bareArgument);
    return powered(name, base, argument, power);
  }

  private static Node powered(
      String name, @Nullable Node base, Node argument, @Nullable Node power) {
    if (Num.of(-1).equals(power) && Ops.INVERTIBLE.contains(name)) {
      return new Apply("arc" + name, argument);
    }
    Node value = applied(name, base, argument);
    return power == null ? value : new Apply(Ops.POWER, value, power);
  }

  /** The logarithm without a base is the decimal one, as in the MATH problems. */
  private static Node applied(String name, @Nullable Node base, Node argument) {
    if (!name.equals(Ops.LOG)) {
      return new Apply(name, argument);
    }
    if (new Symbol("e").equals(base)) {
      return new Apply("ln", argument);
    }
    return new Apply(Ops.LOG, argument, base == null ? Num.of(10) : base);
  }
}
