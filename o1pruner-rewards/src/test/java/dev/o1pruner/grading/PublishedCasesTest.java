package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The default grading on published verdicts, where these lie beside the project. */
class PublishedCasesTest {

  private static final Path DATA = Path.of("../../shared/data");

  private record Case(String gold, String pred, boolean expected, boolean fullText) {

    static Case parse(JsonObject line) {
      return new Case(
          line.get("gold").getAsString(),
          line.get("pred").getAsString(),
          line.get("expect").getAsBoolean(),
          line.get("pred_is_full_text").getAsBoolean());
    }

    boolean verdict() {
      Grading grading = Grading.defaults();
      return fullText ? grading.gradeText(gold, pred) : grading.gradeAnswer(gold, pred);
    }
  }

  /** Labels that call the same number another one, or another number the same. */
  private static final List<Case> WRONG_LABELS =
      List.of(
          new Case("10{,}000", "10000", false, false), // the same number
          new Case("(14/3, 4/6)", "(14/3, 2/3)", false, false), // 4/6 = 2/3
          new Case( // pins a bug of the library it comes from
              "$1 - \\frac{1}{\\mathrm{e}}$", "$1 + \\frac{1}{\\mathrm{e}}$", true, false));

  @Test
  void nothing_wrong_is_accepted_and_nearly_all_right_answers_are(TestReporter reporter) {
    List<Case> cases = JsonLines.read(file("graders/cases.jsonl"), Case::parse, OnBadLine.refuse());
    List<Case> missed = cases.stream().filter(c -> c.expected() && !c.verdict()).toList();
    List<Case> falsePositives = cases.stream().filter(c -> !c.expected() && c.verdict()).toList();
    int agreeing = cases.size() - missed.size() - falsePositives.size();
    reporter.publishEntry(
        "default grading",
        "%d of %d agree, %d false positives, missed: %s"
            .formatted(agreeing, cases.size(), falsePositives.size(), missed));

    assertThat(falsePositives).allMatch(WRONG_LABELS::contains);
    assertThat((double) agreeing / cases.size()).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void final_answers_are_found(TestReporter reporter) {
    List<JsonObject> cases =
        JsonLines.read(file("graders/extraction_cases.jsonl"), line -> line, OnBadLine.refuse());
    AnswerExtractor extractor = AnswerExtractor.finalAnswer();
    long right = cases.stream().filter(line -> isFound(extractor, line)).count();
    reporter.publishEntry("default extraction", "%d of %d".formatted(right, cases.size()));

    assertThat(cases).allMatch(line -> isFound(extractor, line));
  }

  @Test
  void sampled_gsm8k_solutions_get_the_verdicts_they_were_published_with() {
    List<JsonObject> problems =
        JsonLines.read(file("traces/gsm8k_openai_4models.jsonl"), line -> line, OnBadLine.refuse());
    for (JsonObject problem : problems) {
      String gold = problem.get("gold").getAsString();
      for (JsonElement sample : problem.getAsJsonArray("samples")) {
        JsonObject solution = sample.getAsJsonObject();
        assertThat(Grading.defaults().gradeText(gold, solution.get("solution").getAsString()))
            .describedAs("gold %s, %s", gold, solution)
            .isEqualTo(solution.get("correct").getAsBoolean());
      }
    }
  }

  private static boolean isFound(AnswerExtractor extractor, JsonObject line) {
    String found = extractor.extract(line.get("text").getAsString());
    JsonElement expected = line.get("expect_extracted");
    return expected.isJsonNull()
        ? found == null
        : expected.getAsString().strip().equals(found); // one of two cases keeps the blanks
  }

  private static Path file(String name) {
    Path file = DATA.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not beside the project");
    return file;
  }
}
