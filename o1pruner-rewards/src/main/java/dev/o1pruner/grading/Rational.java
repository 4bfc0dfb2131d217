package dev.o1pruner.grading;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact fraction in lowest terms, so that record equality is equality of value.
 *
 * @param numerator carries the sign
 * @param denominator positive
 */
record Rational(BigInteger numerator, BigInteger denominator) {

  private static final String DECIMAL =
      "([-+]?\\s*(?:(?:\\d{1,3}(?:,\\d{3})+|\\d{1,3}(?: \\d{3})+|\\d+)(?:\\.\\d*)?|\\.\\d+))";
  private static final Pattern PLAIN = Pattern.compile(DECIMAL);
  private static final Pattern SLASH = Pattern.compile("(.+?)/(.+)");
  private static final Pattern LATEX =
      Pattern.compile(
          "([-+]?)\\s*(\\d*)\\s*\\\\frac\\s*(?:\\{([^{}]+)\\}|(\\d))\\s*(?:\\{([^{}]+)\\}|(\\d))");

  Rational {
    BigInteger divisor =
        denominator.signum() < 0 ? numerator.gcd(denominator).negate() : numerator.gcd(denominator);
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
  }

  /**
   * Reads {@code 12}, {@code -1,234.5}, {@code 1 000}, {@code a/b}, {@code (a)/(b)}, {@code
   * \frac{a}{b}} or {@code 1\frac{a}{b}}; null for anything else, a zero denominator included.
   * Powers aren't evaluated, so no short text stands for a huge number.
   */
  static @Nullable Rational parse(String text) {
    String number = withoutParentheses(text.strip());
    Rational plain = decimal(number);
    if (plain != null) {
      return plain;
    }
    Matcher latex = LATEX.matcher(number);
    if (latex.matches()) {
      return mixed(latex.group(1), latex.group(2), either(latex, 3, 4), either(latex, 5, 6));
    }
    Matcher slash = SLASH.matcher(number);
    return slash.matches()
        ? quotient(
            decimal(withoutParentheses(slash.group(1).strip())),
            decimal(withoutParentheses(slash.group(2).strip())))
        : null;
  }

  private static @Nullable Rational mixed(
      String sign, String whole, String numerator, String denominator) {
    Rational fraction = quotient(decimal(numerator.strip()), decimal(denominator.strip()));
    if (fraction == null || (!whole.isEmpty() && fraction.numerator.signum() < 0)) {
      return null;
    }
    BigInteger integer = whole.isEmpty() ? BigInteger.ZERO : new BigInteger(whole);
    BigInteger sum = integer.multiply(fraction.denominator).add(fraction.numerator);
    return new Rational(sign.equals("-") ? sum.negate() : sum, fraction.denominator);
  }

  private static @Nullable Rational quotient(@Nullable Rational a, @Nullable Rational b) {
    return a == null || b == null || b.numerator.signum() == 0
        ? null
        : new Rational(a.numerator.multiply(b.denominator), a.denominator.multiply(b.numerator));
  }

  private static @Nullable Rational decimal(String text) {
    if (!PLAIN.matcher(text).matches()) {
      return null;
    }
    BigDecimal value = new BigDecimal(text.replaceAll("[,\\s]", ""));
    return value.scale() <= 0
        ? new Rational(value.toBigIntegerExact(), BigInteger.ONE)
        : new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  /** The inside of {@code (5)} or {@code {5}}; a comma inside may be a tuple's, so that stays. */
  private static String withoutParentheses(String text) {
    boolean wrapped =
        (text.startsWith("(") && text.indexOf(')') == text.length() - 1)
            || (text.startsWith("{") && text.indexOf('}') == text.length() - 1);
    return wrapped && text.length() > 2 && text.indexOf(',') < 0
        ? text.substring(1, text.length() - 1).strip()
        : text;
  }

  private static String either(Matcher matcher, int first, int second) {
    String group = matcher.group(first);
    return group != null ? group : String.valueOf(matcher.group(second));
  }
}
