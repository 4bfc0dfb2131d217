package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrainingUnitsTest {

  private static TrainingExample example(String unit, int number) {
    TokenSequence sequence = TinyPolicy.sequence(number);
    return new TrainingExample(
        "problem " + unit,
        number,
        sequence,
        0,
        1,
        ImmutableDoubleArray.of(),
        ImmutableDoubleArray.of(),
        unit);
  }

  /** Pairs of solutions of very different lengths: 2 to 6 tokens. */
  private static List<TrainingExample> pairs(int count) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(i -> Stream.of(example("u" + i, i), example("u" + i, i + 3)))
        .toList();
  }

  @Test
  void pairs_are_shuffled_as_one() {
    BatchSource source = BatchSource.shuffled(pairs(5), 2, 1, 0);

    assertThat(source.steps()).isEqualTo(3); // 2 + 2 + 1 pairs
    for (int step = 0; step < 3; step++) {
      List<TrainingExample> batch = source.batch(step);
      assertThat(batch).hasSize(step < 2 ? 4 : 2);
      for (int i = 0; i < batch.size(); i += 2) {
        assertThat(batch.get(i).unit()).isEqualTo(batch.get(i + 1).unit());
        assertThat(batch.get(i + 1).sample()).isEqualTo(batch.get(i).sample() + 3); // their order
      }
    }
  }

  @Test
  void a_microbatch_of_one_token_still_holds_a_pair() {
    List<StepMetrics> steps = new ArrayList<>();
    try (LanguageModel model = TinyPolicy.load()) {
      TrainingSettings tiny =
          new TrainingSettings(
              TinyPolicy.settings(0.02).schedule(), TinyPolicy.settings(1).optimizer(), 1, 1);
      new Trainer(model, PolicyLoss.simPo(2, 1), tiny, steps::add)
          .train(BatchSource.shuffled(pairs(4), 4, 20, 0));
    }

    StepMetrics last = steps.get(19);
    assertThat(last.loss()).isLessThan(0.5 * steps.get(0).loss());
    assertThat(last.terms().get(LossTerms.PREFERENCE_ACCURACY)).isEqualTo(1);
    assertThat(last.terms().get(LossTerms.SCORE_MARGIN))
        .isGreaterThan(steps.get(0).terms().get(LossTerms.SCORE_MARGIN) + 1);
  }

  @Test
  void a_pair_of_which_one_is_too_long_is_left_out() {
    // numbers 0 and 3 have 3 + 2 and 3 + 5 tokens, 1 and 4 have 3 + 3 and 3 + 6, 2 and 5 3 + 4, 3 +
    // 2
    SequenceLimit.Limited limited = SequenceLimit.drop(8).apply(pairs(3));

    assertThat(limited.examples()).extracting(TrainingExample::sample).containsExactly(0, 3, 2, 5);
    assertThat(limited.dropped()).isEqualTo(2);
  }

  @Test
  void pairs_and_single_solutions_do_not_mix() {
    List<TrainingExample> mixed = new ArrayList<>(pairs(1));
    mixed.add(example("", 7));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingUnits.size(mixed))
        .withMessageContaining("problem problem  has 1 examples that belong together")
        .withMessageContaining("has 2");
  }

  @Test
  void ratios_compare_with_the_sampler_where_there_is_one_and_else_with_the_reference() {
    List<StepMetrics> steps = new ArrayList<>();
    try (LanguageModel model = TinyPolicy.load()) {
      // drawn by the policy itself, compared with a reference that finds each token e times
      // likelier
      TrainingExample own = TinyPolicy.example(model, 1, 1);
      ImmutableDoubleArray other =
          ImmutableDoubleArray.copyOf(own.refLogProbs().stream().map(logProb -> logProb + 1));
      TrainingExample compared =
          new TrainingExample("p", 0, own.tokens(), 1, 1, other, own.refLogProbs(), "");
      new Trainer(model, PolicyLoss.grpo(), TinyPolicy.settings(0.001), steps::add)
          .train(BatchSource.shuffled(List.of(compared, TinyPolicy.example(model, 2, 1)), 2, 1, 0));
    }

    // both ratios are 1; k3 = e - 1 - 1 for the tokens of the first of two solutions
    assertThat(steps.get(0).terms().get(LossTerms.MEAN_RATIO)).isCloseTo(1, within(1e-5));
    assertThat(steps.get(0).terms().get(LossTerms.KL)).isCloseTo((Math.E - 2) / 2, within(1e-5));
  }

  @Test
  void a_step_without_examples_leaves_the_policy_alone() {
    try (LanguageModel model = TinyPolicy.load();
        TrainingSession session =
            new Trainer(
                    model,
                    PolicyLoss.nextToken(),
                    TinyPolicy.settings(0.01),
                    TrainingListener.none())
                .start(2, TrainingCheckpoints.none())) {
      session.step(List.of(example("", 1)));
      List<float[]> before = TinyPolicy.weights(model);
      session.step(List.of()); // AdamW's momentum would move them

      TrainerTest.assertEqual(TinyPolicy.weights(model), before);
      assertThat(session.finished()).isEqualTo(2);
    }
  }
}
