package dev.o1pruner.reward;

import static dev.o1pruner.reward.Samples.correct;
import static dev.o1pruner.reward.Samples.tokens;
import static dev.o1pruner.reward.Samples.wrong;
import static dev.o1pruner.reward.TargetLength.byPassRate;
import static dev.o1pruner.reward.TargetLength.fixed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.sampling.Solution;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every reward of the library keeps to. */
class RewardContractTest {

  private static final int MAX_TOKENS = 1000;

  private static final List<SampleGroup> GROUPS = everyKindOfGroup();

  /** By the name of the factory. */
  private static final Map<String, RewardFunction> REWARDS = new LinkedHashMap<>();

  static {
    REWARDS.put("lengthHarmonizing", RewardFunction.lengthHarmonizing(2));
    REWARDS.put("correctness", RewardFunction.correctness());
    REWARDS.put("groupLength", GroupRewards.groupLength(0.5));
    REWARDS.put("trainEfficient", GroupRewards.trainEfficient(0.4));
    REWARDS.put("shorterBetter", GroupRewards.shorterBetter(2, 0.001));
    REWARDS.put("adaptivePenalty", GroupRewards.adaptivePenalty(0.5, MAX_TOKENS));
    REWARDS.put("tokenBudget", GroupRewards.tokenBudget(MAX_TOKENS));
    REWARDS.put("lcpoExact", TargetRewards.lcpoExact(0.0003, fixed(200)));
    REWARDS.put("lcpoMax", TargetRewards.lcpoMax(0.0003, 0.5, fixed(200)));
    REWARDS.put("laser", TargetRewards.laser(byPassRate(100, 200, 300)));
    REWARDS.put("laserExploring", TargetRewards.laserExploring(fixed(200), 4, 0.2));
    REWARDS.put("cosine", TargetRewards.cosine(2, 1, -10, 0, -10, MAX_TOKENS));
    REWARDS.put("softOverlong", TargetRewards.softOverlong(MAX_TOKENS, 200));
    REWARDS.put("hardLimit", TargetRewards.hardLimit(MAX_TOKENS));
    REWARDS.put("brevity", TargetRewards.brevity(MAX_TOKENS));
    REWARDS.put(
        "adaptThink",
        ThinkingRewards.adaptThink(
            0.05, ImmutableIntArray.of(0, 1), Map.of("p", 0.5, "q", 0.25))); // not if length 1
    REWARDS.put("penalty", Repetition.penalty(3, 0.5));
    REWARDS.put("fixed", after(EvolvingReward.fixed(RewardFunction.correctness())));
    REWARDS.put(
        "byRound", after(EvolvingReward.byRound(round -> TargetRewards.hardLimit(9 - round))));
    REWARDS.put("shrinkingLimit", after(EvolvingReward.shrinkingLimit(400, 300, 200)));
    REWARDS.put("historyAware", after(EvolvingReward.historyAware(1)));
    REWARDS.put("laserD", after(EvolvingReward.laserD(300, List.of(100, 200, 300))));
    REWARDS.put("laserDE", after(EvolvingReward.laserDE(300, List.of(100, 200, 300), 4, 0.2)));
  }

  /** The reward of the second round, after one in which problem p was solved. */
  private static RewardFunction after(EvolvingReward reward) {
    return reward
        .after(List.of(correct("p", 0, 150), wrong("p", 1, 40), correct("p", 2, 1)))
        .current();
  }

  static Stream<Named<RewardFunction>> rewards() {
    return REWARDS.entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  @Test
  void every_factory_is_held_to_the_contract() {
    List<String> factories =
        Stream.of(
                RewardFunction.class,
                GroupRewards.class,
                TargetRewards.class,
                Repetition.class,
                ThinkingRewards.class,
                EvolvingReward.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .filter(
                method ->
                    method.getReturnType() == RewardFunction.class
                        || method.getReturnType() == EvolvingReward.class)
            .map(Method::getName)
            .toList();
    assertThat(REWARDS.keySet()).containsExactlyInAnyOrderElementsOf(factories);
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void it_is_a_finite_number_whatever_the_group(RewardFunction reward) {
    for (SampleGroup group : GROUPS) {
      assertThat(rewards(reward, group))
          .describedAs("%s", group.samples())
          .allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void asked_again_it_answers_the_same(RewardFunction reward) {
    for (SampleGroup group : GROUPS) {
      assertThat(rewards(reward, group)).isEqualTo(rewards(reward, group));
    }
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void a_correct_sample_is_never_below_a_wrong_one_of_the_same_length(RewardFunction reward) {
    for (int length : new int[] {1, 2, 99, 100, 101, 200, 201, 300, 900, 1000, 1001, 20_000}) {
      for (int other : new int[] {1, 150, 5000}) {
        SampleGroup group =
            group(correct("p", 0, length), wrong("p", 1, length), correct("p", 2, other));
        List<Double> rewards = rewards(reward, group);
        assertThat(rewards.get(0))
            .describedAs("length %s beside %s", length, other)
            .isGreaterThanOrEqualTo(rewards.get(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void the_order_of_the_samples_changes_nothing(RewardFunction reward) {
    SampleGroup group = group(correct("p", 0, 10), wrong("p", 1, 20), correct("p", 2, 30));
    SampleGroup turned = group(correct("p", 2, 30), wrong("p", 1, 20), correct("p", 0, 10));
    for (GradedSolution sample : group.samples()) {
      assertThat(reward.reward(sample, turned)).isEqualTo(reward.reward(sample, group));
    }
  }

  private static List<SampleGroup> everyKindOfGroup() {
    List<SampleGroup> groups =
        new ArrayList<>(
            List.of(
                group(correct("p", 0, 1), correct("p", 1, 1)), // K = 2, equal, all right, length 1
                group(wrong("p", 0, 1), wrong("p", 1, 1)),
                group(correct("p", 0, 7), wrong("p", 1, 7)),
                group(wrong("p", 0, 5), wrong("p", 1, 50), wrong("p", 2, 5000)),
                group(correct("p", 0, 5), correct("p", 1, 50), correct("p", 2, 5000)),
                group(correct("p", 0, 1), wrong("p", 1, 20_000)),
                group(wrong("p", 0, 1), correct("p", 1, 20_000)),
                group(truncated(0, true), truncated(1, false)),
                group(correct("q", 0, 3), wrong("q", 1, 4)))); // a problem never seen before
    Random random = new Random(2);
    for (int trial = 0; trial < 200; trial++) {
      groups.add(
          group(
              IntStream.range(0, 2 + random.nextInt(7))
                  .mapToObj(
                      k ->
                          new GradedSolution(
                              "p",
                              k,
                              1 + random.nextInt(1 + random.nextInt(2000)),
                              random.nextBoolean(),
                              null,
                              random.nextBoolean()))
                  .toArray(GradedSolution[]::new)));
    }
    return groups;
  }

  private static GradedSolution truncated(int sample, boolean correct) {
    return new GradedSolution("p", sample, MAX_TOKENS, correct, null, true);
  }

  /** With token ids that depend on the length only and repeat every 50. */
  private static SampleGroup group(GradedSolution... samples) {
    List<Solution> solutions =
        Arrays.stream(samples)
            .map(y -> tokens(y, IntStream.range(0, y.length()).map(i -> i % 50).toArray()))
            .toList();
    return SampleGroup.groups(List.of(samples), solutions).get(0);
  }

  private static List<Double> rewards(RewardFunction reward, SampleGroup group) {
    return group.samples().stream().map(y -> reward.reward(y, group)).toList();
  }
}
