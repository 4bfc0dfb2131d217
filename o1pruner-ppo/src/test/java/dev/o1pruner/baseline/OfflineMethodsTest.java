package dev.o1pruner.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.loss.LossTerms;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.BatchSource;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingSettings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One problem: samples 0 to 3 of 4, 2, 3 and 5 tokens, of which all but 0 are correct. */
class OfflineMethodsTest {

  private static final int[] LENGTHS = {4, 2, 3, 5};

  private static final List<Solution> SOLUTIONS = new ArrayList<>();
  private static final List<GradedSolution> GRADED = new ArrayList<>();

  static {
    for (int i = 0; i < LENGTHS.length; i++) {
      int[] tokens = new int[LENGTHS[i]];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = 7 * i + t + 1;
      }
      SOLUTIONS.add(
          new Solution(
              "p",
              i,
              ImmutableIntArray.of(1, 2),
              ImmutableIntArray.copyOf(tokens),
              "",
              FinishReason.STOP));
      GRADED.add(new GradedSolution("p", i, LENGTHS[i], i != 0, "1", false));
    }
  }

  private static LanguageModel tiny() {
    try {
      return LanguageModel.load(
          Path.of(
              Resources.getResource(OfflineMethodsTest.class, "../training/golden/model").toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The metrics of thirty steps of a task. */
  private static List<StepMetrics> run(LanguageModel model, TrainingTask task) {
    List<StepMetrics> steps = new ArrayList<>();
    new Trainer(
            model,
            task.loss(),
            new TrainingSettings(
                LearningRateSchedule.constant(0.005), OptimizerSettings.adamW(), 1, 16),
            steps::add)
        .train(BatchSource.shuffled(task.examples(), 2, 30, 0));
    return steps;
  }

  @Test
  void sft_imitates_the_two_shortest_correct() {
    try (LanguageModel model = tiny()) {
      TrainingTask task = OfflineMethods.sft(SOLUTIONS, GRADED);
      assertThat(task.examples()).extracting(TrainingExample::sample).containsExactly(1, 2);

      List<StepMetrics> steps = run(model, task);
      assertThat(steps.get(29).loss()).isLessThan(0.5 * steps.get(0).loss());
    }
  }

  @Test
  void dpo_prefers_the_two_shortest_correct_to_the_longest() {
    try (LanguageModel model = tiny()) {
      TrainingTask task =
          OfflineMethods.dpo(SOLUTIONS, GRADED, model, OfflineMethods.DPO_BETA, () -> {});
      assertThat(task.examples()).extracting(TrainingExample::sample).containsExactly(1, 3, 2, 3);

      List<StepMetrics> steps = run(model, task);
      // recorded before the first update: no preference yet
      assertThat(steps.get(0).loss()).isCloseTo(Math.log(2), within(1e-5));
      assertThat(steps.get(29).loss()).isLessThan(0.6);
      assertThat(steps.get(29).terms().get(LossTerms.PREFERENCE_ACCURACY)).isEqualTo(1);
      assertThat(steps.get(29).terms().get(LossTerms.CHOSEN_SCORE))
          .isGreaterThan(steps.get(29).terms().get(LossTerms.REJECTED_SCORE));
    }
  }

  @Test
  void simpo_needs_no_reference() {
    try (LanguageModel model = tiny()) {
      TrainingTask task = OfflineMethods.simPo(SOLUTIONS, GRADED, 2, 1);
      assertThat(task.examples()).allMatch(example -> example.refLogProbs().isEmpty());

      List<StepMetrics> steps = run(model, task);
      assertThat(steps.get(29).loss()).isLessThan(0.5 * steps.get(0).loss());
      assertThat(steps.get(29).terms().get(LossTerms.SCORE_MARGIN)).isGreaterThan(1);
    }
  }

  @Test
  void o1_pruner_is_weighed_solutions_and_a_clipped_loss() {
    try (LanguageModel model = tiny()) {
      TrainingTask task =
          OfflineMethods.weighed(
              SOLUTIONS,
              RewardRecipe.paper(2).weigh(GRADED, SOLUTIONS),
              model,
              PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_SUM, 0.2),
              () -> {});

      // mean length 3.5, accuracy 0.75: 3.5 / 2 - 1 + 2 * 0.25 for sample 1
      assertThat(task.examples().get(1).advantage()).isCloseTo(1.25, within(1e-12));
      assertThat(run(model, task).get(0).terms().get(LossTerms.MEAN_RATIO))
          .isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void without_a_correct_solution_there_is_nothing_to_learn() {
    List<GradedSolution> wrong =
        GRADED.stream()
            .map(g -> new GradedSolution("p", g.sample(), g.length(), false, null, false))
            .toList();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> OfflineMethods.sft(SOLUTIONS, wrong))
        .withMessageContaining("none of 4 solutions is correct");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OfflineMethods.simPo(SOLUTIONS, wrong, 2, 1))
        .withMessageContaining("there is no pair");
  }
}
