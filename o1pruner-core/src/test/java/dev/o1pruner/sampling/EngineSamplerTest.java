package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ManagedArrays;
import dev.o1pruner.model.ModelConfig;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.model.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract, and what continuous batching must not show: slots, refills, shared prompts. */
class EngineSamplerTest extends SamplerContractTest {

  private static final SamplingSettings SETTINGS =
      SamplingSettings.defaults().maxTokens(40).samples(3).seed(5);

  @Override
  Sampler sampler() {
    return new EngineSampler(model);
  }

  private static Sampler withSlots(int slots) {
    return new EngineSampler(model, EngineSettings.defaults().slots(slots));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void the_number_of_slots_changes_nothing(int slots) {
    // 12 prompts of 1 to 23 words, solutions of 1 to 40: slots refill and are dropped out of step
    assertThat(withSlots(slots).sample(prompts(12), SETTINGS))
        .isEqualTo(sampler().sample(prompts(12), SETTINGS));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 99})
  void groups_decoded_at_the_same_time_change_nothing(int groups) {
    EngineSettings engine = EngineSettings.defaults().slots(7).groups(groups);

    assertThat(new EngineSampler(model, engine).sample(prompts(12), SETTINGS))
        .isEqualTo(withSlots(1).sample(prompts(12), SETTINGS));
  }

  @Test
  void a_small_model_gets_a_group_for_each_thread_if_there_are_slots_for_them() {
    int threads = model.computeThreads();

    assertThat(EngineSettings.defaults().slots(4 * threads).groups(model)).isEqualTo(threads);
    assertThat(EngineSettings.defaults().slots(4).groups(model)).isEqualTo(1);
    assertThat(EngineSettings.defaults().slots(3).groups(9).groups(model)).isEqualTo(9);
  }

  @Test
  void what_else_is_sampled_changes_nothing() {
    List<Solution> alone = new ArrayList<>();
    for (Prompt prompt : prompts(12)) {
      alone.addAll(sampler().sample(List.of(prompt), SETTINGS));
    }

    assertThat(withSlots(4).sample(prompts(12), SETTINGS)).isEqualTo(alone);
  }

  @Test
  void greedy_solutions_of_many_prompts_in_few_slots_are_those_of_each_alone() {
    SamplingSettings greedy = SETTINGS.temperature(0);
    List<Solution> alone = new ArrayList<>();
    for (Prompt prompt : prompts(20)) {
      alone.addAll(withSlots(1).sample(List.of(prompt), greedy.samples(1)));
    }

    List<Solution> together = withSlots(3).sample(prompts(20), greedy);

    for (Solution solution : together) {
      int number = Integer.parseInt(solution.problemId().substring(1));
      assertThat(solution.tokenIds()).isEqualTo(alone.get(number).tokenIds());
    }
  }

  @Test
  void more_samples_leave_the_first_ones_as_they_were() {
    List<Solution> three = sampler().sample(List.of(prompt("p", 5)), SETTINGS);

    assertThat(sampler().sample(List.of(prompt("p", 5)), SETTINGS.samples(9)).subList(0, 3))
        .isEqualTo(three);
  }

  @Test
  void problems_with_the_same_prompt_are_sampled_each_for_itself() {
    ImmutableIntArray same = prompt("p", 5).tokenIds();

    List<Solution> solutions =
        sampler().sample(List.of(new Prompt("a", same), new Prompt("b", same)), SETTINGS);

    assertThat(solutions.get(0).tokenIds()).isNotEqualTo(solutions.get(3).tokenIds());
  }

  @Test
  void a_prompt_that_almost_fills_the_context_is_not_spoilt_by_its_neighbours() {
    // the longest prompt leaves room for one token; the others end and idle beside it
    List<Prompt> prompts = List.of(prompt("a", 3), prompt("b", 127), prompt("c", 1));
    List<Solution> alone = new ArrayList<>();
    for (Prompt prompt : prompts) {
      alone.addAll(withSlots(1).sample(List.of(prompt), SETTINGS));
    }

    assertThat(withSlots(2).sample(prompts, SETTINGS)).isEqualTo(alone);
  }

  @Test
  void a_cache_too_small_for_one_slot_still_makes_one() {
    assertThat(
            new EngineSampler(model, EngineSettings.defaults().cacheBytes(1))
                .sample(prompts(2), SETTINGS))
        .isEqualTo(sampler().sample(prompts(2), SETTINGS));
  }

  @Test
  void a_packed_copy_of_the_weights_draws_the_same_tokens() {
    EngineSettings engine = EngineSettings.defaults().slots(3);

    assertThat(
            new EngineSampler(model, engine.weights(WeightCopy.PACKED))
                .sample(prompts(6), SETTINGS))
        .isEqualTo(
            new EngineSampler(model, engine.weights(WeightCopy.NONE)).sample(prompts(6), SETTINGS));
  }

  @Test
  void the_report_counts_tokens_and_the_steps_of_all_slots() {
    List<DecodingReport> reports = new ArrayList<>();
    EngineSampler two = new EngineSampler(model, EngineSettings.defaults().slots(2), reports::add);

    List<Solution> solutions =
        two.draw(
            List.of(new Draw(prompt("a", 4), 0, 1, 3), new Draw(prompt("b", 2), 0, 2, 7)),
            SETTINGS,
            solution -> {});

    // both end within one call of 8 steps, which ends with the longer one
    int first = solutions.get(0).length();
    int second = solutions.get(1).length();
    DecodingReport report = reports.get(0);
    assertThat(reports).hasSize(1);
    assertThat(report.solutions()).isEqualTo(2);
    assertThat(report.tokens()).isEqualTo(first + second);
    assertThat(report.slotSteps()).isEqualTo(2L * Math.max(first, second));
    assertThat(report.plus(report).utilisation()).isEqualTo(report.utilisation());
  }

  @Test
  void a_copy_is_counted_in_bytes() {
    // a head of 40 x 16; two layers of q and o 16 x 16, k and v 8 x 16, and three of 32 x 16
    long numbers = 40 * 16 + 2 * (2 * 16 * 16 + 2 * 8 * 16 + 3 * 32 * 16);

    assertThat(WeightCopy.NONE.bytes(model.config(), Precision.F32)).isZero();
    assertThat(WeightCopy.PACKED.bytes(model.config(), Precision.F32)).isEqualTo(4 * numbers);
    assertThat(WeightCopy.PACKED_BF16.bytes(model.config(), Precision.F32)).isEqualTo(2 * numbers);
  }

  @Test
  void a_plan_counts_copy_admitted_slots_and_choice() {
    EngineSettings settings = EngineSettings.defaults().weights(WeightCopy.NONE).slots(3);
    // keys and values: 2 layers x 1 key/value head of 8 x 10 positions x 4 bytes
    long slot = 2 * 2 * 8 * 10 * 4;
    // of each of 40 logits: itself, its probability twice, sorted, all of 4 bytes, and a place of 8
    long choice = 40 * 24;
    ModelConfig config = model.config();

    assertThat(settings.bytes(config, Precision.F32, 10)).isEqualTo(3 * (slot + choice));
    assertThat(settings.cacheBytes(3 * slot - 1).bytes(config, Precision.F32, 10))
        .isEqualTo(2 * (slot + choice));
    assertThat(settings.cacheBytes(1).bytes(config, Precision.F32, 10)).isEqualTo(slot + choice);
    assertThat(settings.weights(WeightCopy.PACKED).bytes(config, Precision.F32, 10))
        .isEqualTo(3 * (slot + choice) + WeightCopy.PACKED.bytes(config, Precision.F32));
  }

  @Test
  void greedy_tokens_are_the_likeliest_by_the_models_own_log_probs() {
    Solution solution =
        sampler().sample(List.of(prompt("p", 5)), SETTINGS.temperature(0).samples(1)).get(0);
    float[] chosen =
        model
            .logProbs(List.of(new TokenSequence(solution.promptIds(), solution.tokenIds())))
            .get(0);

    // the likeliest of 40 tokens has at least probability 1/40
    for (float logProb : chosen) {
      assertThat((double) logProb).isGreaterThanOrEqualTo(-Math.log(TinyModel.VOCABULARY));
    }
  }

  @Test
  void sampling_leaves_no_array_behind() {
    withSlots(3).sample(prompts(4), SETTINGS);
    int before = ManagedArrays.count(model.manager());

    for (int i = 0; i < 10; i++) {
      withSlots(3).sample(prompts(4), SETTINGS.seed(i));
    }

    assertThat(ManagedArrays.count(model.manager())).isEqualTo(before);
  }

  @Test
  void a_listener_that_throws_ends_the_sampling_and_frees_its_memory() {
    int before = ManagedArrays.count(model.manager());

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                sampler()
                    .sample(
                        prompts(2),
                        SETTINGS,
                        solution -> {
                          throw new IllegalStateException("enough");
                        }))
        .withMessage("enough");
    assertThat(ManagedArrays.count(model.manager())).isEqualTo(before);
  }

  @Test
  void a_token_outside_the_vocabulary_is_refused() {
    Prompt prompt = new Prompt("p", ImmutableIntArray.of(TinyModel.VOCABULARY));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler().sample(List.of(prompt), SETTINGS))
        .withMessageContaining("token id 40 is outside the vocabulary");
  }

  @Test
  void a_closed_model_is_refused() {
    LanguageModel closed = TinyModel.load();
    closed.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> new EngineSampler(closed).sample(prompts(1), SETTINGS))
        .withMessageContaining("is closed");
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> EngineSettings.defaults().slots(0));
    assertThatIllegalArgumentException().isThrownBy(() -> EngineSettings.defaults().cacheBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> EngineSettings.defaults().groups(-1));
  }
}
