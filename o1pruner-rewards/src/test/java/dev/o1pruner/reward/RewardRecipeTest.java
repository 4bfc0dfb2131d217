package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RewardRecipeTest {

  @Test
  void paper_uses_the_reward_as_advantage_and_trains_on_everything() {
    GradedSolution shortRight = correct("p", 0, 100);
    GradedSolution longWrong = wrong("p", 1, 300);

    // Lbar = 200, Abar = 0.5.  200/100 - 1 + 2 * 0.5 = 2;  200/300 - 1 - 2 * 0.5 = -4/3
    List<WeightedSolution> weighted = RewardRecipe.paper(2).weigh(List.of(shortRight, longWrong));

    assertThat(weighted.get(0)).isEqualTo(new WeightedSolution(shortRight, 2, 2, true));
    assertThat(weighted.get(1).reward()).isCloseTo(-4 / 3.0, within(1e-12)); // rounding of a third
    assertThat(weighted.get(1).advantage()).isEqualTo(weighted.get(1).reward());
  }

  @Test
  void problems_may_be_interleaved_and_the_input_order_stays() {
    List<GradedSolution> solutions =
        List.of(correct("p", 0, 100), correct("q", 0, 10), correct("p", 1, 300), wrong("q", 1, 30));

    List<WeightedSolution> weighted = RewardRecipe.paper(0).weigh(solutions);

    assertThat(weighted).extracting(WeightedSolution::solution).isEqualTo(solutions);
    // p: mean 200, 200/100 - 1 = 1;  q: mean 20, 20/10 - 1 = 1
    assertThat(weighted.get(0).reward()).isEqualTo(1);
    assertThat(weighted.get(1).reward()).isEqualTo(1);
  }

  @Test
  void means_are_over_all_samples_though_few_are_kept() {
    // Lbar = (100 + 100 + 400) / 3 = 200 and Abar = 1, whichever sample is kept
    List<WeightedSolution> weighted =
        RewardRecipe.paper(2)
            .keep((samples, reward) -> samples.subList(0, 1))
            .weigh(List.of(correct("p", 0, 100), correct("p", 1, 100), correct("p", 2, 400)));

    assertThat(weighted).extracting(WeightedSolution::reward).containsExactly(1.0, 1.0, -0.5);
    assertThat(weighted).extracting(WeightedSolution::kept).containsExactly(true, false, false);
  }

  @Test
  void official_code_clips_and_normalises_the_advantage_but_not_the_reward() {
    // p: Lbar = 550, Abar = 1: 550/100 - 1 = 4.5, clipped to 4;  550/1000 - 1 = -0.45
    // mean (4 - 0.45) / 2 = 1.775, deviations +-2.225 = the population standard deviation
    List<WeightedSolution> weighted =
        RewardRecipe.officialCode(2).weigh(List.of(correct("p", 0, 100), correct("p", 1, 1000)));

    assertThat(weighted.get(0).reward()).isEqualTo(4.5);
    assertThat(weighted.get(0).advantage()).isCloseTo(1, within(1e-12)); // rounding of -0.45
    assertThat(weighted.get(1).advantage()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void official_code_keeps_two_samples_of_each_problem() {
    List<GradedSolution> solutions = new ArrayList<>();
    for (String problem : List.of("p", "q", "r")) {
      IntStream.range(0, 16).forEach(k -> solutions.add(correct(problem, k, 100 + 7 * k)));
    }

    List<WeightedSolution> weighted = RewardRecipe.officialCode(2).weigh(solutions);

    assertThat(weighted).hasSize(48);
    for (String problem : List.of("p", "q", "r")) {
      assertThat(weighted)
          .filteredOn(w -> w.kept() && w.solution().problemId().equals(problem))
          .hasSize(2);
    }
    // normalised over the six kept ones, whose advantages therefore add up to 0
    assertThat(
            weighted.stream()
                .filter(WeightedSolution::kept)
                .mapToDouble(WeightedSolution::advantage)
                .sum())
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void a_recipe_is_changed_by_its_withers_and_stays_itself() {
    RewardRecipe paper = RewardRecipe.paper(2);
    RewardRecipe constant =
        paper.reward((y, reference) -> 7).advantage(AdvantageFunction.centred());
    List<GradedSolution> solutions = List.of(correct("p", 0, 100), wrong("p", 1, 300));

    assertThat(constant.weigh(solutions)).extracting(WeightedSolution::reward).containsOnly(7.0);
    assertThat(constant.weigh(solutions)).extracting(WeightedSolution::advantage).containsOnly(0.0);
    assertThat(paper.weigh(solutions).get(0).reward()).isEqualTo(2);
  }

  @Test
  void a_reward_may_look_at_the_token_ids_of_the_sampled_solutions() {
    GradedSolution repeats = correct("p", 0, 4);
    GradedSolution varies = correct("p", 1, 4);

    // single tokens: 7 7 7 7 has 1 unique of 4, 1 - 1/4;  1 2 3 4 has 4 of 4
    List<WeightedSolution> weighted =
        RewardRecipe.paper(2)
            .reward(Repetition.penalty(1, 2))
            .weigh(
                List.of(repeats, varies),
                List.of(Samples.tokens(varies, 1, 2, 3, 4), Samples.tokens(repeats, 7, 7, 7, 7)));

    assertThat(weighted).extracting(WeightedSolution::reward).containsExactly(-1.5, 0.0);
  }

  @Test
  void a_keep_rule_sees_the_rewards_of_the_recipe() {
    // rewards 200/100 - 1 = 1 and 200/300 - 1 < 0
    List<WeightedSolution> weighted =
        RewardRecipe.paper(0)
            .keep(
                (samples, reward) ->
                    samples.stream().filter(y -> reward.applyAsDouble(y) > 0).toList())
            .weigh(List.of(correct("p", 0, 100), correct("p", 1, 300)));

    assertThat(weighted).extracting(WeightedSolution::kept).containsExactly(true, false);
  }

  @Test
  void a_sample_that_comes_twice_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RewardRecipe.paper(2).weigh(List.of(correct("p", 3, 100), wrong("p", 3, 90))))
        .withMessage(
            "sample 3 of problem p comes twice: each sample counts once in its group's means");
  }

  @Test
  void a_reward_that_is_not_a_number_is_refused_with_its_sample() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                RewardRecipe.paper(2)
                    .reward((y, reference) -> Double.NaN)
                    .weigh(List.of(correct("p", 4, 100), wrong("p", 5, 90))))
        .withMessage(
            "reward of sample 4 of problem p is NaN (length 100, correct true): it must be a finite"
                + " number");
  }

  @Test
  void an_advantage_that_is_not_finite_is_refused_with_its_sample() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                RewardRecipe.paper(2)
                    .advantage(dataSet -> new double[] {0, Double.POSITIVE_INFINITY})
                    .weigh(List.of(correct("p", 4, 100), wrong("p", 5, 90))))
        .withMessageStartingWith("advantage of sample 5 of problem p is Infinity");
  }

  @Test
  void advantages_of_another_number_are_refused() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                RewardRecipe.paper(2)
                    .advantage(dataSet -> new double[1])
                    .weigh(List.of(correct("p", 0, 100), wrong("p", 1, 90))))
        .withMessageContaining("returned 1 advantages for 2 solutions");
  }

  @Test
  void nothing_to_train_on_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardRecipe.paper(2).weigh(List.of()))
        .withMessage("there are no solutions to weigh: sample and grade first");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                RewardRecipe.paper(2)
                    .keep((samples, reward) -> List.of())
                    .weigh(List.of(correct("p", 0, 100), wrong("p", 1, 90))))
        .withMessageContaining("the keep rule kept none of 2 solutions");
  }
}
