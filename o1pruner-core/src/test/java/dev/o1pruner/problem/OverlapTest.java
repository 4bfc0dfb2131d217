package dev.o1pruner.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.problem.Overlap.Kind;
import dev.o1pruner.problem.Overlap.Pair;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlapTest {

  private static final String TEN = "one two three four five six seven eight nine ten";

  private static List<Problem> set(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> new Problem("p" + i, texts[i], ""))
        .toList();
  }

  private static List<Pair> pairs(String training, String evaluation) {
    return Overlap.of(set(training), set(evaluation)).pairs();
  }

  @Test
  void layout_and_punctuation_dont_make_another_problem() {
    assertThat(
            pairs("What is  $\\left( \\dfrac{1}{2}\\,x \\right)$?", "what is $(\\frac{1}{2} x)$ ."))
        .containsExactly(new Pair("p0", "p0", Kind.SAME, 1));
  }

  @Test
  void numbers_and_operators_do() {
    assertThat(pairs("What is 2+3?", "What is 2-3?")).isEmpty();
    assertThat(pairs("What is 2+3?", "What is 2+4?")).isEmpty();
    assertThat(pairs("What is 12 + 3?", "What is 1 2 + 3?")).isEmpty();
  }

  @Test
  void problems_without_a_word_are_like_no_other() {
    assertThat(pairs("?", "...")).isEmpty();
    assertThat(pairs("?", "What?")).isEmpty();
  }

  @Test
  void the_share_is_that_of_the_evaluation_problems_runs() {
    // ten words are three runs of eight; another last word leaves two of the three: 0.67 < 0.7
    assertThat(pairs(TEN, TEN.replace("ten", "eleven"))).isEmpty();
    assertThat(Overlap.of(set(TEN), set(TEN.replace("ten", "eleven")), 0.66).pairs().get(0).share())
        .isEqualTo(2.0 / 3);
    // all runs are within a longer training problem, but not the other way round
    assertThat(pairs(TEN + " and so on and so forth for ever", TEN))
        .containsExactly(new Pair("p0", "p0", Kind.NEAR, 1));
    assertThat(pairs(TEN, TEN + " and so on and so forth for ever")).isEmpty();
  }

  @Test
  void all_pairs_are_found_and_evaluation_problems_counted_once() {
    Overlap overlap = Overlap.of(set(TEN, "else", TEN), set("other", TEN, TEN));

    assertThat(overlap.pairs()).hasSize(4);
    assertThat(overlap.evaluationProblems()).isEqualTo(2);
    assertThat(overlap.summary())
        .isEqualTo(
            "2 of 3 evaluation problems are also trained on (2 word for word, the others nearly):"
                + " p1 as p0, p1 as p2, p2 as p0, ...");
  }

  @Test
  void a_share_outside_zero_to_one_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Overlap.of(set("a"), set("a"), 0))
        .withMessageContaining("(0, 1]");
  }
}
