package dev.o1pruner.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.Lists;
import dev.o1pruner.grading.GradedSolution;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeepRuleTest {

  @Test
  void all_keeps_everything() {
    assertThat(KeepRule.all().keep(samples("p", 5))).isEqualTo(samples("p", 5));
  }

  @Test
  void random_keeps_m_different_samples() {
    assertThat(KeepRule.random(2, 0).keep(samples("p", 16)))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .isSubsetOf(samples("p", 16));
  }

  @Test
  void the_draw_depends_on_seed_and_problem_but_not_on_the_order_of_samples() {
    List<GradedSolution> kept = KeepRule.random(2, 0).keep(samples("p", 16));

    assertThat(KeepRule.random(2, 0).keep(Lists.reverse(samples("p", 16)))).isEqualTo(kept);
    // 120 pairs of 16: two draws agree by chance once in 120, ten in a row never
    Set<List<Integer>> bySeed = new HashSet<>();
    Set<List<Integer>> byProblem = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      bySeed.add(numbers(KeepRule.random(2, i).keep(samples("p", 16))));
      byProblem.add(numbers(KeepRule.random(2, 0).keep(samples("p" + i, 16))));
    }
    assertThat(bySeed).hasSizeGreaterThan(5);
    assertThat(byProblem).hasSizeGreaterThan(5);
  }

  @Test
  void every_sample_is_kept_about_equally_often() {
    int[] counts = new int[8];
    for (int problem = 0; problem < 4_000; problem++) {
      KeepRule.random(2, 0).keep(samples("p" + problem, 8)).forEach(y -> counts[y.sample()]++);
    }
    // expected 4000 * 2/8 = 1000, standard deviation sqrt(4000 * 1/4 * 3/4) = 27; 5 of them
    for (int count : counts) {
      assertThat(count).isBetween(865, 1135);
    }
  }

  @Test
  void a_problem_with_no_more_than_m_samples_keeps_them_all() {
    assertThat(KeepRule.random(4, 0).keep(samples("p", 3))).isEqualTo(samples("p", 3));
  }

  @Test
  void keeping_no_sample_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeepRule.random(0, 0))
        .withMessage("m must be >= 1 sample per problem but was 0");
  }

  private static List<GradedSolution> samples(String problemId, int count) {
    return IntStream.range(0, count).mapToObj(k -> Samples.correct(problemId, k, 10 + k)).toList();
  }

  private static List<Integer> numbers(List<GradedSolution> kept) {
    return kept.stream().map(GradedSolution::sample).sorted().toList();
  }
}
