package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
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
    assertThat(kept(KeepRule.all(), samples("p", 5))).isEqualTo(samples("p", 5));
  }

  @Test
  void the_shortest_correct_are_kept_and_no_wrong_one() {
    List<GradedSolution> samples =
        List.of(wrong("p", 0, 1), correct("p", 1, 9), correct("p", 2, 5), correct("p", 3, 5));

    assertThat(numbers(kept(KeepRule.shortestCorrect(2), samples))).containsExactly(2, 3);
    assertThat(numbers(kept(KeepRule.shortestCorrect(9), samples))).containsExactly(1, 2, 3);
    assertThat(kept(KeepRule.shortestCorrect(2), List.of(wrong("p", 0, 1), wrong("p", 1, 1))))
        .isEmpty();
  }

  @Test
  void random_keeps_m_different_samples() {
    assertThat(kept(KeepRule.random(2, 0), samples("p", 16)))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .isSubsetOf(samples("p", 16));
  }

  @Test
  void the_draw_depends_on_seed_and_problem_but_not_on_the_order_of_samples() {
    List<GradedSolution> kept = kept(KeepRule.random(2, 0), samples("p", 16));

    assertThat(kept(KeepRule.random(2, 0), Lists.reverse(samples("p", 16)))).isEqualTo(kept);
    // 120 pairs of 16: two draws agree by chance once in 120, ten in a row never
    Set<List<Integer>> bySeed = new HashSet<>();
    Set<List<Integer>> byProblem = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      bySeed.add(numbers(kept(KeepRule.random(2, i), samples("p", 16))));
      byProblem.add(numbers(kept(KeepRule.random(2, 0), samples("p" + i, 16))));
    }
    assertThat(bySeed).hasSizeGreaterThan(5);
    assertThat(byProblem).hasSizeGreaterThan(5);
  }

  @Test
  void every_sample_is_kept_about_equally_often() {
    int[] counts = new int[8];
    for (int problem = 0; problem < 4_000; problem++) {
      kept(KeepRule.random(2, 0), samples("p" + problem, 8)).forEach(y -> counts[y.sample()]++);
    }
    // expected 4000 * 2/8 = 1000, standard deviation sqrt(4000 * 1/4 * 3/4) = 27; 5 of them
    for (int count : counts) {
      assertThat(count).isBetween(865, 1135);
    }
  }

  @Test
  void a_problem_with_no_more_than_m_samples_keeps_them_all() {
    assertThat(kept(KeepRule.random(4, 0), samples("p", 3))).isEqualTo(samples("p", 3));
  }

  @Test
  void keeping_no_sample_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeepRule.random(0, 0))
        .withMessage("m must be >= 1 sample per problem but was 0");
  }

  @Test
  void shortest_keeps_the_shortest_whether_right_or_wrong() {
    List<GradedSolution> group =
        List.of(correct("p", 0, 30), wrong("p", 1, 10), correct("p", 2, 20), correct("p", 3, 20));

    assertThat(kept(KeepRule.shortest(2), group))
        .containsExactly(wrong("p", 1, 10), correct("p", 2, 20)); // of the two 20s sample 2
    assertThat(kept(KeepRule.shortest(9), group)).hasSize(4);
  }

  @Test
  void most_efficient_keeps_most_reward_per_token() {
    // score per token 1/30, 0/10, 1/20, 1/20
    List<GradedSolution> group =
        List.of(correct("p", 0, 30), wrong("p", 1, 10), correct("p", 2, 20), correct("p", 3, 20));

    assertThat(kept(KeepRule.mostEfficient(3), group))
        .containsExactly(correct("p", 2, 20), correct("p", 3, 20), correct("p", 0, 30));
  }

  @Test
  void a_problem_without_signal_is_dropped_whole() {
    List<GradedSolution> mixed = List.of(correct("p", 0, 30), wrong("p", 1, 10));
    List<GradedSolution> solved = List.of(correct("p", 0, 30), correct("p", 1, 10));

    assertThat(kept(KeepRule.withSignal(), mixed)).isEqualTo(mixed);
    assertThat(kept(KeepRule.withSignal(), solved)).isEmpty();
    // a reward that sees length tells the two solved ones apart
    assertThat(KeepRule.withSignal().keep(solved, y -> -y.length())).isEqualTo(solved);
  }

  @Test
  void rules_follow_one_another() {
    KeepRule rule = KeepRule.withSignal().then(KeepRule.shortest(1));

    assertThat(kept(rule, List.of(correct("p", 0, 30), wrong("p", 1, 10))))
        .containsExactly(wrong("p", 1, 10));
    assertThat(kept(rule, List.of(correct("p", 0, 30), correct("p", 1, 10)))).isEmpty();
    assertThat(kept(KeepRule.withSignal().then(KeepRule.random(1, 0)), samples("p", 3))).isEmpty();
  }

  @Test
  void keeping_the_best_none_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeepRule.shortest(0))
        .withMessage("k must be >= 1 sample per problem but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeepRule.mostEfficient(-1))
        .withMessage("k must be >= 1 sample per problem but was -1");
  }

  private static List<GradedSolution> kept(KeepRule rule, List<GradedSolution> samples) {
    return rule.keep(samples, GradedSolution::score);
  }

  private static List<GradedSolution> samples(String problemId, int count) {
    return IntStream.range(0, count).mapToObj(k -> correct(problemId, k, 10 + k)).toList();
  }

  private static List<Integer> numbers(List<GradedSolution> kept) {
    return kept.stream().map(GradedSolution::sample).sorted().toList();
  }
}
