package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a field gives the gold answer. */
public enum AnswerForm {
  /** The field is the answer, as it is written. */
  AS_WRITTEN("as-written") {
    @Override
    @Nullable String find(String field) {
      return field;
    }
  },
  /**
   * A whole number, written without leading zeros: {@code 073} and {@code 73.0} are 73. One of more
   * than 1,000 digits is refused.
   */
  INTEGER("integer") {
    @Override
    @Nullable String find(String field) {
      String text = field.strip();
      if (text.length() > MAX_DIGITS) {
        return null;
      }
      try {
        BigDecimal number = new BigDecimal(text);
        // written out, 1e9999999 would take seconds, and worse gigabytes
        return Math.abs((long) number.scale()) > MAX_DIGITS
            ? null
            : number.toBigIntegerExact().toString();
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
    }
  },
  /** What follows the last {@code ####}, without the commas of thousands, as GSM8K has it. */
  AFTER_HASHES("hashes") {
    @Override
    @Nullable String find(String field) {
      int hashes = field.lastIndexOf(HASHES);
      if (hashes < 0) {
        return null;
      }
      String answer = field.substring(hashes + HASHES.length()).strip();
      if (answer.isEmpty()) {
        return null;
      }
      return THOUSANDS.matcher(answer).matches() ? answer.replace(",", "") : answer;
    }
  },
  /** What the last LaTeX box of a solution holds, as MATH has it. */
  LAST_BOX("boxed") {
    @Override
    @Nullable String find(String field) {
      return BoxedAnswer.lastAlone(field);
    }
  };

  /** Most of a whole number that is an answer. */
  private static final int MAX_DIGITS = 1_000;

  private static final String HASHES = "####";
  private static final Pattern THOUSANDS = Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");

  private final String label;

  AnswerForm(String label) {
    this.label = label;
  }

  /**
   * The form of a name: as-written, integer, hashes or boxed.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static AnswerForm named(String name) {
    return Arrays.stream(values())
        .filter(form -> form.label.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "an answer can't be read as '%s', only as %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(AnswerForm::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** Whether the answer stands within a longer text, the solution. */
  boolean isWithinSolution() {
    return this == AFTER_HASHES || this == LAST_BOX;
  }

  /** The answer, or null if the field gives none in this form. */
  abstract @Nullable String find(String field);

  /** The answer; refuses a field that gives none in this form. */
  String read(String name, String field) {
    String answer = find(field);
    checkArgument(
        answer != null, "field \"%s\" gives no answer in the form '%s': %s", name, this, field);
    return answer;
  }

  /** The name it has on a command line. */
  @Override
  public String toString() {
    return label;
  }
}
