package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's arithmetic, on numbers and on what else it adds and repeats. */
final class Operators {

  private static final int MAX_EXPONENT = 100_000;

  private Operators() {}

  /** One of {@code + - * / // % **}. */
  static Object apply(String operator, Object a, Object b, Fuel fuel) {
    if (a instanceof Undefined undefined) {
      throw undefined.error();
    } else if (b instanceof Undefined undefined && !(operator.equals("%") && a instanceof String)) {
      throw undefined.error();
    } else if (Types.isInteger(a) && Types.isInteger(b)) {
      return integers(operator, Numbers.integer(a), Numbers.integer(b), fuel);
    } else if (Types.isNumber(a) && Types.isNumber(b)) {
      return decimals(operator, Numbers.decimal(a), Numbers.decimal(b));
    }
    return switch (operator) {
      case "+" -> add(a, b, fuel);
      case "*" -> repeat(a, b, fuel);
      case "%" -> remainder(a, b, fuel);
      default -> throw unsupported(operator, a, b);
    };
  }

  private static Object integers(String operator, BigInteger a, BigInteger b, Fuel fuel) {
    fuel.scan(a.bitLength() + b.bitLength());
    if (b.signum() == 0
        && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw ChatTemplateException.of("%s %s 0: division by zero", a, operator);
    }
    return switch (operator) {
      case "+" -> Numbers.bounded(a.add(b));
      case "-" -> Numbers.bounded(a.subtract(b));
      case "*" -> Numbers.bounded(a.multiply(b));
      case "/" -> Numbers.divide(a, b);
      case "//" -> floor(a, b);
      case "%" -> a.subtract(floor(a, b).multiply(b));
      default -> power(a, b);
    };
  }

  private static BigInteger floor(BigInteger a, BigInteger b) {
    BigInteger[] quotient = a.divideAndRemainder(b);
    boolean towardsZero = quotient[1].signum() != 0 && quotient[1].signum() != b.signum();
    return towardsZero ? quotient[0].subtract(BigInteger.ONE) : quotient[0];
  }

  private static Object power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return decimals("**", Numbers.decimal(base), Numbers.decimal(exponent));
    } else if (base.bitLength() <= 1 && base.signum() >= 0) {
      return exponent.signum() == 0 ? BigInteger.ONE : base; // 0 or 1 to any power
    } else if (exponent.bitLength() > 31 || exponent.intValue() > MAX_EXPONENT / base.bitLength()) {
      throw ChatTemplateException.of("%s ** %s is too large", base, exponent);
    }
    return Numbers.bounded(base.pow(exponent.intValue()));
  }

  private static Double decimals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw ChatTemplateException.of("%s %s 0.0: division by zero", a, operator);
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> floor(a, b);
      case "%" -> modulo(a, b);
      default -> power(a, b);
    };
  }

  private static double modulo(double a, double b) {
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0, b);
    }
    return (remainder < 0) == (b < 0) ? remainder : remainder + b;
  }

  private static double floor(double a, double b) {
    double quotient = (a - modulo(a, b)) / b; // as CPython does, so that // and % agree
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double power(double base, double exponent) {
    double power = Math.pow(base, exponent);
    boolean finite = Double.isFinite(base) && Double.isFinite(exponent);
    if (finite && !Double.isFinite(power)) {
      throw ChatTemplateException.of("%s ** %s is not a finite float", base, exponent);
    }
    return power;
  }

  private static Object add(Object a, Object b, Fuel fuel) {
    if (a instanceof String x && b instanceof String y) {
      fuel.text((long) x.length() + y.length());
      return x + y;
    } else if (Types.isText(a) && Types.isText(b)) {
      String sum = escaped(a) + escaped(b);
      fuel.text(sum.length());
      return new Markup(sum);
    } else if (a instanceof List && b instanceof List) {
      return concatenate(a, b, fuel);
    } else if (a instanceof Tuple && b instanceof Tuple) {
      return new Tuple(concatenate(a, b, fuel));
    }
    throw unsupported("+", a, b);
  }

  private static String escaped(Object text) {
    return text instanceof Markup safe ? safe.text() : Markup.escape((String) text).text();
  }

  private static List<Object> concatenate(Object a, Object b, Fuel fuel) {
    List<Object> sum = Sequences.list(a, fuel);
    sum.addAll(Sequences.list(b, fuel));
    return sum;
  }

  private static Object repeat(Object a, Object b, Fuel fuel) {
    if (Types.isInteger(a) && !Types.isInteger(b)) {
      return repeat(b, a, fuel);
    } else if (!Types.isInteger(b)) {
      throw unsupported("*", a, b);
    }
    int times = Math.max(0, Numbers.index(b));
    if (a instanceof String text) {
      fuel.text((long) text.length() * times);
      return text.repeat(times);
    } else if (a instanceof List || a instanceof Tuple) {
      List<Object> once = Sequences.list(a, fuel);
      fuel.elements((long) once.size() * times);
      List<Object> repeated = new ArrayList<>(once.size() * times);
      for (int i = 0; i < times && !once.isEmpty(); i++) {
        repeated.addAll(once);
      }
      return a instanceof Tuple ? new Tuple(repeated) : repeated;
    }
    throw unsupported("*", a, b);
  }

  private static Object remainder(Object a, Object b, Fuel fuel) {
    if (a instanceof String format) {
      Arguments args =
          b instanceof Tuple tuple ? new Arguments(tuple.items(), Map.of()) : Arguments.of(b);
      return Formatting.percent(format, args, fuel);
    }
    throw unsupported("%", a, b);
  }

  private static ChatTemplateException unsupported(String operator, Object a, Object b) {
    return ChatTemplateException.of(
        "unsupported operand types for %s: '%s' and '%s'", operator, Types.name(a), Types.name(b));
  }

  /** Unary minus, or plus if not negative. */
  static Object sign(Object value, boolean negative) {
    if (value instanceof Double number) {
      return negative ? -number : number;
    } else if (value instanceof Undefined undefined) {
      throw undefined.error();
    } else if (!Types.isInteger(value)) {
      throw ChatTemplateException.of("bad operand type for unary sign: '%s'", Types.name(value));
    }
    BigInteger number = Numbers.integer(value);
    return negative ? number.negate() : number;
  }
}
