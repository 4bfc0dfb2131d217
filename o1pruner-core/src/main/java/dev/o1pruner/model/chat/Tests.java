package dev.o1pruner.model.chat;

import java.math.BigInteger;

/** One {@code value is name(args)}. */
final class Tests {

  private Tests() {}

  static boolean holds(String name, Object value, Arguments args, Fuel fuel) {
    return switch (name) {
      case "eq", "equalto", "==" -> compare("eq", name, value, args, fuel);
      case "ne", "!=" -> compare("ne", name, value, args, fuel);
      case "lt", "lessthan", "<" -> compare("lt", name, value, args, fuel);
      case "le", "<=" -> compare("le", name, value, args, fuel);
      case "gt", "greaterthan", ">" -> compare("gt", name, value, args, fuel);
      case "ge", ">=" -> compare("ge", name, value, args, fuel);
      case "in" -> compare("in", name, value, args, fuel);
      case "sameas" -> same(value, argument(name, args));
      case "divisibleby" -> remainder(value, argument(name, args), 0, fuel);
      default -> {
        args.bind("test '" + name + "'");
        yield holds(name, value, fuel);
      }
    };
  }

  private static boolean holds(String name, Object value, Fuel fuel) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == None.NONE;
      case "boolean" -> value instanceof Boolean;
      case "true" -> value.equals(true);
      case "false" -> value.equals(false);
      case "integer" -> value instanceof BigInteger;
      case "float" -> value instanceof Double;
      case "number" -> Types.isNumber(value);
      case "string" -> Types.isText(value);
      case "mapping" -> value instanceof Dict;
      case "iterable" -> value instanceof Loop || Sequences.iteratorOrNull(value, fuel) != null;
      case "sequence" ->
          Types.isText(value)
              || value instanceof Dict
              || value instanceof Undefined
              || Sequences.indexed(value) != null;
      case "callable" -> value instanceof Callable || value instanceof Undefined;
      case "escaped" -> value instanceof Markup;
      case "odd" -> remainder(value, BigInteger.TWO, 1, fuel);
      case "even" -> remainder(value, BigInteger.TWO, 0, fuel);
      case "lower" -> Casing.isLower(PythonText.str(value, fuel));
      case "upper" -> Casing.isUpper(PythonText.str(value, fuel));
      default -> throw ChatTemplateException.of("test '%s' is unknown or not supported", name);
    };
  }

  private static boolean compare(
      String comparison, String name, Object value, Arguments args, Fuel fuel) {
    return Comparison.holds(comparison, value, argument(name, args), fuel);
  }

  private static Object argument(String name, Arguments args) {
    return args.bind("test '" + name + "'", "other").get("other");
  }

  private static boolean remainder(Object value, Object divisor, long wanted, Fuel fuel) {
    Object remainder = Operators.apply("%", value, divisor, fuel);
    return Comparison.equal(remainder, BigInteger.valueOf(wanted), fuel);
  }

  /** Identity, where it can be told: which equal numbers and texts are one object is CPython's. */
  private static boolean same(Object value, Object other) {
    boolean copied = value instanceof BigInteger || value instanceof Double || Types.isText(value);
    if (copied && value.equals(other)) {
      throw ChatTemplateException.of(
          "sameas between equal values of type %s is not supported: use ==", Types.name(value));
    }
    return value instanceof Boolean ? value.equals(other) : Comparison.same(value, other);
  }
}
