package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A way problem sets are written: the field mappings it may have. The first row that one of them
 * fits decides which.
 *
 * @param name as on a command line
 * @param mappings preferred ones first
 */
public record ProblemFormat(String name, List<FieldMapping> mappings) {

  /** The project's own: {@code id}, {@code problem}, {@code answer}; ids may be left out. */
  public static final ProblemFormat OWN =
      new ProblemFormat(
          "o1pruner",
          FieldMapping.of("problem", "answer", AnswerForm.AS_WRITTEN, "id"),
          FieldMapping.of("problem", "answer", AnswerForm.AS_WRITTEN, null));

  /** MATH-500: {@code problem}, {@code answer}, {@code unique_id}. */
  public static final ProblemFormat MATH_500 =
      new ProblemFormat(
          "math-500", FieldMapping.of("problem", "answer", AnswerForm.AS_WRITTEN, "unique_id"));

  /** GSM8K: {@code question}, and {@code answer} with a solution, then {@code ####}. */
  public static final ProblemFormat GSM8K =
      new ProblemFormat(
          "gsm8k", FieldMapping.of("question", "answer", AnswerForm.AFTER_HASHES, null));

  /** The O1-Pruner authors' JSON: {@code problem}, {@code ground_truth_answer}. */
  public static final ProblemFormat AUTHORS =
      new ProblemFormat(
          "authors",
          FieldMapping.of("problem", "ground_truth_answer", AnswerForm.AS_WRITTEN, null));

  /** GaoKao as the O1-Pruner authors have it, the same as {@link #AUTHORS}. */
  public static final ProblemFormat GAOKAO = new ProblemFormat("gaokao", AUTHORS.mappings());

  /** Hendrycks MATH: {@code problem}, and {@code solution} with the answer in its last box. */
  public static final ProblemFormat MATH =
      new ProblemFormat(
          "math",
          FieldMapping.of("problem", "solution", AnswerForm.LAST_BOX, "id"),
          FieldMapping.of("problem", "solution", AnswerForm.LAST_BOX, null));

  /** AIME with the fields that its data sets use; answers are whole numbers. */
  public static final ProblemFormat AIME =
      new ProblemFormat(
          "aime",
          FieldMapping.of("Problem", "Answer", AnswerForm.INTEGER, "ID"),
          FieldMapping.of("problem", "answer", AnswerForm.INTEGER, "problem_idx"),
          FieldMapping.of("problem", "answer", AnswerForm.INTEGER, "id"),
          FieldMapping.of("problem", "answer", AnswerForm.INTEGER, null),
          FieldMapping.of("question", "answer", AnswerForm.INTEGER, null));

  /** All that have a name; of two that fit a row, the first is taken. */
  private static final List<ProblemFormat> NAMED =
      List.of(MATH_500, OWN, GSM8K, AUTHORS, GAOKAO, AIME, MATH);

  /** Finds the format by the fields of the first row. The default. */
  public static final ProblemFormat DETECTED =
      new ProblemFormat(
          "any known format",
          NAMED.stream().flatMap(format -> format.mappings().stream()).distinct().toList());

  /** Copies the mappings. */
  public ProblemFormat {
    mappings = List.copyOf(mappings);
  }

  private ProblemFormat(String name, FieldMapping... mappings) {
    this(name, List.of(mappings));
  }

  /** A format of one's own. */
  public static ProblemFormat of(FieldMapping mapping) {
    return new ProblemFormat(mapping.toString(), mapping);
  }

  /**
   * The format of a name.
   *
   * @throws IllegalArgumentException if there is none, naming all
   */
  public static ProblemFormat named(String name) {
    return NAMED.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no problem format '%s', only %s".formatted(name, names())));
  }

  /** The names of all formats, joined by commas. */
  public static String names() {
    return NAMED.stream().map(ProblemFormat::name).collect(Collectors.joining(", "));
  }

  /**
   * The mapping of a file that begins with this row. A field that is the answer goes before one
   * that an answer is taken out of.
   *
   * @throws IllegalArgumentException if none fits, or two that take the problem or the answer from
   *     different fields
   */
  FieldMapping mappingOf(JsonObject row) {
    if (mappings.size() == 1) {
      return mappings.get(0); // what is missing is then told by name
    }
    List<FieldMapping> fitting = mappings.stream().filter(mapping -> mapping.fits(row)).toList();
    checkArgument(
        !fitting.isEmpty(),
        "fields %s are not those of %s; name a format (%s) or the fields, as problem=FIELD,"
            + "answer=FIELD",
        row.keySet(),
        name,
        names());
    List<FieldMapping> direct =
        fitting.stream().filter(mapping -> !mapping.form().isWithinSolution()).toList();
    List<FieldMapping> candidates = direct.isEmpty() ? fitting : direct;
    checkArgument(
        candidates.stream().map(ProblemFormat::fields).distinct().count() == 1,
        "fields %s can be read in more than one way (%s): name a format or the fields",
        row.keySet(),
        candidates.stream().map(FieldMapping::toString).collect(Collectors.joining(" or ")));
    return candidates.get(0);
  }

  private static List<String> fields(FieldMapping mapping) {
    return List.of(mapping.problem(), mapping.answer());
  }
}
