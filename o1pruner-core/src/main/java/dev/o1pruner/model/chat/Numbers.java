package dev.o1pruner.model.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Python's ints, bools and floats as Java's. */
final class Numbers {

  /** Python itself prints no int of more than 4300 digits; that many take 14285 bits. */
  private static final int MAX_BITS = 14_285;

  private static final int LONGEST_DOUBLE = 17;

  /** What printing a float costs, in the time to look at a character. */
  private static final int REPR = 1024;

  private Numbers() {}

  /** An int or bool as an integer. */
  static BigInteger integer(Object value) {
    if (value instanceof BigInteger number) {
      return number;
    } else if (value instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    } else if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw ChatTemplateException.of(
        "'%s' object cannot be interpreted as an integer", Types.name(value));
  }

  /** An int or bool that counts or indexes something here. */
  static int index(Object value) {
    BigInteger number = integer(value);
    if (number.bitLength() > 31) {
      throw ChatTemplateException.of("integer of %d bits is too large here", number.bitLength());
    }
    return number.intValue();
  }

  static double decimal(Object value) {
    double number = value instanceof Double decimal ? decimal : integer(value).doubleValue();
    if (Double.isInfinite(number) && !(value instanceof Double)) {
      throw ChatTemplateException.of("int too large to convert to float");
    }
    return number;
  }

  /** The integer, if it isn't larger than Python could print. */
  static BigInteger bounded(BigInteger number) {
    if (number.bitLength() > MAX_BITS) {
      throw ChatTemplateException.of("integer of %d bits is too large", number.bitLength());
    }
    return number;
  }

  /** True division of integers, rounded once. */
  static double divide(BigInteger dividend, BigInteger divisor) {
    double exact =
        new BigDecimal(dividend).divide(new BigDecimal(divisor), quotient()).doubleValue();
    if (Double.isInfinite(exact)) {
      throw ChatTemplateException.of("integer division result too large for a float");
    }
    return exact;
  }

  private static MathContext quotient() {
    return new MathContext(60); // far beyond a double's 17 digits, so rounding twice can't show
  }

  static BigInteger truncate(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw ChatTemplateException.of("cannot convert float %s to integer", number);
    }
    return new BigDecimal(number).toBigInteger();
  }

  /** Python's repr of a float: the fewest digits that read back as the same number. */
  static String repr(double number, Fuel fuel) {
    fuel.scan(REPR + 32L * Math.abs(Math.getExponent(number))); // digits of its exact value
    if (Double.isNaN(number)) {
      return "nan";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    } else if (number == 0) {
      return 1 / number > 0 ? "0.0" : "-0.0";
    }
    // Double.toString of Java 17 does not always give the fewest digits, so they are searched for.
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= LONGEST_DOUBLE; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == number) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString();
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
