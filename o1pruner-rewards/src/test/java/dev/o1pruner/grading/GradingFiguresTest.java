package dev.o1pruner.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GradingFiguresTest {

  private static final AnswerGrader LETTER_BY_LETTER =
      (gold, answer) -> answer != null && answer.equals(gold);

  @Test
  void the_same_grading_has_the_same_figures() {
    Grading same = new Grading(AnswerExtractor.finalAnswer(), AnswerGrader.math());
    assertThat(GradingFigures.of(same)).isEqualTo(GradingFigures.of(Grading.defaults()));
    assertThat(GradingFigures.of(same))
        .hasSize(24)
        .startsWith("right 5")
        .endsWith("wrong 5", "wrong null");
  }

  @Test
  void gradings_that_differ_in_one_part_have_other_figures() {
    List<List<String>> figures =
        Stream.of(
                Grading.defaults(),
                new Grading(AnswerExtractor.boxed(), AnswerGrader.math()),
                new Grading(AnswerExtractor.lastNumber(), AnswerGrader.math()),
                new Grading(AnswerExtractor.finalAnswer(), LETTER_BY_LETTER),
                new Grading(text -> text, LETTER_BY_LETTER))
            .map(GradingFigures::of)
            .toList();
    assertThat(figures).doesNotHaveDuplicates();
  }
}
