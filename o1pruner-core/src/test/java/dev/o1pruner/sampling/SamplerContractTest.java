package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TinyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every sampler promises. An implementation's test extends this and samples the tiny model.
 */
abstract class SamplerContractTest {

  /** Word 39 of the tiny model ends a solution. */
  static final int END = 39;

  /** Draws of one token that frequencies are taken from. */
  private static final int DRAWS = 4_000;

  private static final SamplingSettings DEFAULTS = SamplingSettings.defaults().maxTokens(12);

  static LanguageModel model;

  @BeforeAll
  static void load() {
    model = TinyModel.load();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** The sampler under test, drawing from the tiny model. */
  abstract Sampler sampler();

  /** A prompt of this many random words. */
  static Prompt prompt(String id, int length) {
    return new Prompt(id, ImmutableIntArray.copyOf(new Random(id.hashCode()).ints(length, 0, END)));
  }

  /** Prompts of 1 to 23 words in no order of length. */
  static List<Prompt> prompts(int count) {
    return IntStream.range(0, count).mapToObj(i -> prompt("p" + i, 1 + i * 7 % 23)).toList();
  }

  // ---- what comes back

  @Test
  void all_samples_come_back_in_the_order_of_the_prompts() {
    List<Prompt> prompts = prompts(5);

    List<Solution> solutions = sampler().sample(prompts, DEFAULTS.samples(3));

    assertThat(solutions).hasSize(15);
    for (int i = 0; i < 15; i++) {
      Solution solution = solutions.get(i);
      assertThat(solution.problemId()).isEqualTo("p" + i / 3);
      assertThat(solution.sample()).isEqualTo(i % 3);
      assertThat(solution.promptIds()).isEqualTo(prompts.get(i / 3).tokenIds());
    }
  }

  @Test
  void the_listener_hears_of_each_solution_once_on_the_calling_thread() {
    List<Solution> heard = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();

    List<Solution> returned =
        sampler()
            .sample(
                prompts(5),
                DEFAULTS.samples(2),
                solution -> {
                  heard.add(solution);
                  threads.add(Thread.currentThread());
                });

    assertThat(heard).containsExactlyInAnyOrderElementsOf(returned);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void no_prompts_give_no_solutions() {
    assertThat(sampler().sample(List.of(), DEFAULTS)).isEmpty();
  }

  @Test
  void the_text_is_the_tokens_decoded() {
    Solution solution = sampler().sample(List.of(prompt("p", 3)), DEFAULTS).get(0);

    assertThat(solution.text()).isEqualTo(model.tokenizer().decode(solution.tokenIds()));
  }

  // ---- randomness

  @Test
  void the_same_seed_gives_the_same_samples() {
    SamplingSettings settings = DEFAULTS.samples(4).seed(7);

    assertThat(sampler().sample(prompts(3), settings))
        .isEqualTo(sampler().sample(prompts(3), settings));
  }

  @Test
  void another_seed_gives_other_samples() {
    assertThat(sampler().sample(prompts(3), DEFAULTS.samples(4).seed(7)))
        .isNotEqualTo(sampler().sample(prompts(3), DEFAULTS.samples(4).seed(8)));
  }

  @Test
  void samples_of_a_prompt_differ() {
    List<Solution> solutions = sampler().sample(List.of(prompt("p", 3)), DEFAULTS.samples(8));

    assertThat(new HashSet<>(solutions.stream().map(Solution::tokenIds).toList()))
        .hasSizeGreaterThan(6);
  }

  @Test
  void temperature_zero_takes_the_most_likely_token() {
    Prompt prompt = prompt("p", 4);
    ImmutableIntArray.Builder expected = ImmutableIntArray.builder();
    ImmutableIntArray text = prompt.tokenIds();
    for (int t = 0, token = -1; t < 12 && token != END; t++) {
      float[] last = model.logits(text)[text.length() - 1];
      token =
          IntStream.range(0, last.length)
              .boxed()
              .max(Comparator.comparingDouble(v -> last[v]))
              .orElseThrow();
      expected.add(token);
      text = ImmutableIntArray.builder().addAll(text).add(token).build();
    }

    Solution solution =
        sampler().sample(List.of(prompt), SamplingSettings.greedy().maxTokens(12)).get(0);

    assertThat(solution.tokenIds()).isEqualTo(expected.build());
  }

  @Test
  void a_temperature_near_zero_takes_it_too() {
    SamplingSettings greedy = SamplingSettings.greedy().maxTokens(12);

    List<Solution> cold = sampler().sample(prompts(4), greedy.temperature(1e-6));

    assertThat(cold).isEqualTo(sampler().sample(prompts(4), greedy));
  }

  @ParameterizedTest
  @CsvSource({
    // temperature, top-k (0 keeps all), top-p
    "1,   0,  1",
    "0.5, 0,  1",
    "2,   0,  1",
    "1,   5,  1",
    "1,   0,  0.6",
    "0.7, 10, 0.8",
  })
  void tokens_are_as_frequent_as_they_are_likely(double temperature, int topK, double topP) {
    double[] expected = distribution(temperature, topK, topP);

    int[] counts = draw(temperature, topK, topP);

    for (int token = 0; token < counts.length; token++) {
      if (expected[token] == 0) {
        assertThat(counts[token]).as("token %s is excluded", token).isZero();
      }
    }
    assertThat(deviation(counts, expected)).isLessThan(4);
  }

  @Test
  void the_frequencies_would_show_a_wrong_temperature() {
    assertThat(deviation(draw(0.7, 0, 1), distribution(1, 0, 1))).isGreaterThan(8);
  }

  private static Prompt dice() {
    return prompt("dice", 3);
  }

  private int[] draw(double temperature, int topK, double topP) {
    SamplingSettings settings =
        SamplingSettings.defaults()
            .temperature(temperature)
            .topK(topK)
            .topP(topP)
            .maxTokens(1)
            .samples(DRAWS);
    int[] counts = new int[TinyModel.VOCABULARY];
    for (Solution solution : sampler().sample(List.of(dice()), settings)) {
      counts[solution.tokenIds().get(0)]++;
    }
    return counts;
  }

  /** The next token's probabilities by the definitions: softmax, then top-k, then top-p. */
  private static double[] distribution(double temperature, int topK, double topP) {
    float[] logits = model.logits(dice().tokenIds())[dice().tokenIds().length() - 1];
    double[] p = new double[logits.length];
    for (int v = 0; v < p.length; v++) {
      p[v] = Math.exp(logits[v] / temperature);
    }
    List<Integer> order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(v -> -p[v]))
            .toList();
    for (int rank = topK == 0 ? p.length : topK; rank < p.length; rank++) {
      p[order.get(rank)] = 0;
    }
    double total = Arrays.stream(p).sum();
    double reached = 0;
    for (int token : order) {
      double probability = p[token] / total;
      p[token] = reached < topP ? probability : 0;
      reached += probability;
    }
    double kept = Arrays.stream(p).sum();
    return Arrays.stream(p).map(probability -> probability / kept).toArray();
  }

  /**
   * How many standard deviations Pearson's statistic lies above its mean: with k cells, mean k-1
   * and variance 2(k-1). Cells of fewer than five expected draws are left out.
   */
  private static double deviation(int[] counts, double[] expected) {
    double statistic = 0;
    int freedom = -1;
    for (int token = 0; token < counts.length; token++) {
      double mean = expected[token] * DRAWS;
      if (mean >= 5) {
        statistic += (counts[token] - mean) * (counts[token] - mean) / mean;
        freedom++;
      }
    }
    return (statistic - freedom) / Math.sqrt(2.0 * freedom);
  }

  // ---- ends

  @Test
  void a_stop_token_ends_a_solution_and_is_its_last_token() {
    Prompt prompt = prompt("p", 4);
    SamplingSettings settings = SamplingSettings.greedy().maxTokens(12);
    ImmutableIntArray whole = sampler().sample(List.of(prompt), settings).get(0).tokenIds();
    int stop = whole.get(2);

    Solution stopped =
        sampler().sample(List.of(prompt), settings.stopTokenIds(Set.of(stop, 38))).get(0);

    assertThat(stopped.tokenIds()).isEqualTo(whole.subArray(0, whole.indexOf(stop) + 1));
    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void a_stop_token_at_the_limit_is_a_stop() {
    Prompt prompt = prompt("p", 4);
    SamplingSettings settings = SamplingSettings.greedy().maxTokens(1);
    int first = sampler().sample(List.of(prompt), settings).get(0).tokenIds().get(0);

    Solution stopped =
        sampler().sample(List.of(prompt), settings.stopTokenIds(Set.of(first))).get(0);

    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void the_models_own_end_token_stops_too() {
    List<Solution> solutions = sampler().sample(prompts(10), DEFAULTS.maxTokens(60).samples(10));

    assertThat(solutions).anyMatch(y -> y.finishReason() == FinishReason.STOP);
    for (Solution solution : solutions) {
      int end = solution.tokenIds().indexOf(END);
      if (solution.finishReason() == FinishReason.STOP) {
        assertThat(end).isEqualTo(solution.length() - 1);
      } else {
        assertThat(end).isEqualTo(-1);
        assertThat(solution.length()).isEqualTo(60);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 20})
  void the_token_limit_ends_a_solution(int maxTokens) {
    for (Solution solution :
        sampler().sample(prompts(4), DEFAULTS.maxTokens(maxTokens).samples(2))) {
      if (solution.finishReason() == FinishReason.LENGTH) {
        assertThat(solution.length()).isEqualTo(maxTokens);
      } else {
        assertThat(solution.length()).isLessThanOrEqualTo(maxTokens);
      }
    }
  }

  @Test
  void the_context_ends_a_solution() {
    // 128 - 125 leaves room for three tokens
    List<Solution> solutions = sampler().sample(List.of(prompt("long", 125)), DEFAULTS.samples(20));

    assertThat(solutions).anyMatch(y -> y.finishReason() == FinishReason.LENGTH);
    for (Solution solution : solutions) {
      assertThat(solution.length()).isLessThanOrEqualTo(3);
      assertThat(solution.finishReason() == FinishReason.STOP || solution.length() == 3).isTrue();
    }
  }

  // ---- starts

  @Test
  void solutions_begin_with_the_starts_in_turn() {
    SolutionStarts starts =
        SolutionStarts.of(ImmutableIntArray.of(3), ImmutableIntArray.of(4, 5), none());
    SamplingSettings settings = DEFAULTS.samples(6);

    List<Solution> solutions = starts.on(sampler()).sample(prompts(4), settings);

    List<Solution> free = sampler().sample(prompts(4), settings);
    assertThat(solutions).hasSize(24);
    for (int i = 0; i < 24; i++) {
      Solution solution = solutions.get(i);
      ImmutableIntArray start = starts.of(i % 6);
      assertThat(solution.promptIds()).isEqualTo(prompts(4).get(i / 6).tokenIds());
      assertThat(solution.tokenIds().subArray(0, start.length())).isEqualTo(start);
      assertThat(solution.length()).isGreaterThan(start.length()).isLessThanOrEqualTo(12);
      assertThat(solution.text()).isEqualTo(model.tokenizer().decode(solution.tokenIds()));
      if (start.isEmpty()) {
        assertThat(solution).isEqualTo(free.get(i));
      }
    }
  }

  @Test
  void what_follows_a_start_is_what_follows_it_in_a_prompt() {
    Prompt prompt = prompt("p", 4);
    ImmutableIntArray start = ImmutableIntArray.of(7, 30);
    Prompt longer =
        new Prompt(
            "p", ImmutableIntArray.builder().addAll(prompt.tokenIds()).addAll(start).build());
    SamplingSettings greedy = SamplingSettings.greedy().maxTokens(12);

    Solution solution =
        SolutionStarts.of(start).on(sampler()).sample(List.of(prompt), greedy).get(0);

    Solution rest = sampler().sample(List.of(longer), greedy.maxTokens(10)).get(0);
    assertThat(solution.tokenIds().subArray(2, solution.length())).isEqualTo(rest.tokenIds());
    assertThat(solution.finishReason()).isEqualTo(rest.finishReason());
  }

  @Test
  void a_start_that_leaves_nothing_to_draw_is_refused_before_sampling() {
    assertStartRefused(3, ImmutableIntArray.of(5, END), "is to begin with token 39, which ends");
    assertStartRefused(126, ImmutableIntArray.of(5, 6), "problem p has 128 tokens");
    assertStartRefused(3, ImmutableIntArray.of(5, 40), "token id 40 is outside the vocabulary");
    assertStartRefused(
        3, ImmutableIntArray.copyOf(new int[12]), "more than the tokens of the start");
  }

  private void assertStartRefused(int promptTokens, ImmutableIntArray start, String message) {
    List<Solution> heard = new ArrayList<>();
    Sampler sampler = SolutionStarts.of(none(), start).on(sampler());

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                sampler.sample(List.of(prompt("p", promptTokens)), DEFAULTS.samples(2), heard::add))
        .withMessageContaining(message);
    assertThat(heard).isEmpty();
  }

  private static ImmutableIntArray none() {
    return ImmutableIntArray.of();
  }

  // ---- refusals

  @Test
  void a_problem_id_used_twice_is_refused_before_sampling() {
    assertRefused(List.of(prompt("p", 3), prompt("q", 3), prompt("p", 4)), "problem id p is used");
  }

  @Test
  void a_prompt_that_leaves_no_room_is_refused_before_sampling() {
    assertRefused(List.of(prompt("short", 3), prompt("long", 128)), "problem long has 128 tokens");
  }

  private void assertRefused(List<Prompt> prompts, String message) {
    List<Solution> heard = new ArrayList<>();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler().sample(prompts, DEFAULTS, heard::add))
        .withMessageContaining(message);
    assertThat(heard).isEmpty();
  }
}
