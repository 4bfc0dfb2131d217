package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelWeights;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Trainings beside each other and beside sampling, in one process. */
class ConcurrentTrainingTest {

  private static final int STEPS = 25;
  private static final SamplingSettings SETTINGS =
      SamplingSettings.defaults().maxTokens(30).samples(8).seed(4);

  private static TrainingSession start(LanguageModel policy) {
    return new Trainer(
            policy,
            PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.2),
            TinyPolicy.settings(1e-3),
            TrainingListener.none())
        .start(STEPS, TrainingCheckpoints.none());
  }

  private static List<TrainingExample> examples(LanguageModel policy) {
    List<TrainingExample> examples = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      examples.add(TinyPolicy.example(policy, number, number % 2 == 0 ? 1 : -1));
    }
    return examples;
  }

  /** The weights of a policy of its own after all steps. */
  private static String train() {
    try (LanguageModel policy = TinyPolicy.load()) {
      List<TrainingExample> examples = examples(policy);
      try (TrainingSession session = start(policy)) {
        for (int step = 0; step < STEPS; step++) {
          session.step(examples);
        }
      }
      return ModelWeights.hash(policy);
    }
  }

  private static List<Solution> sample(LanguageModel model) {
    return new EngineSampler(model)
        .sample(List.of(new Prompt("p", ImmutableIntArray.of(1, 2, 3))), SETTINGS);
  }

  private static List<Solution> sampleManyTimes() {
    try (LanguageModel model = TinyPolicy.load()) {
      List<Solution> first = sample(model);
      for (int again = 0; again < 20; again++) {
        assertThat(sample(model)).isEqualTo(first);
      }
      return first;
    }
  }

  @Test
  void two_policies_are_trained_at_once_and_a_third_sampled_as_each_alone() throws Exception {
    String weights = train();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<String> one = threads.submit(ConcurrentTrainingTest::train);
      Future<String> other = threads.submit(ConcurrentTrainingTest::train);
      Future<List<Solution>> sampled = threads.submit(ConcurrentTrainingTest::sampleManyTimes);

      assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(weights);
      assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(weights);
      try (LanguageModel model = TinyPolicy.load()) {
        assertThat(sampled.get(60, TimeUnit.SECONDS)).isEqualTo(sample(model));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_step_is_refused_while_another_thread_uses_the_policy_and_changes_nothing()
      throws Exception {
    try (LanguageModel policy = TinyPolicy.load()) {
      List<TrainingExample> examples = examples(policy);
      String before = ModelWeights.hash(policy);
      ExecutorService other = Executors.newSingleThreadExecutor(work -> new Thread(work, "other"));
      try (TrainingSession session = start(policy)) {
        LanguageModel.Use use = other.submit(() -> policy.use("an experiment")).get();

        assertThatIllegalStateException()
            .isThrownBy(() -> session.step(examples))
            .withMessageContaining("can't be used for training")
            .withMessageContaining("thread other uses it for an experiment");

        other.submit(use::close).get();
        assertThat(session.finished()).isZero();
        assertThat(ModelWeights.hash(policy)).isEqualTo(before);
        session.step(examples);
        assertThat(session.finished()).isEqualTo(1);
      } finally {
        other.shutdownNow();
      }
    }
  }

  @Test
  void a_closed_session_takes_no_step_and_closing_it_again_does_nothing() {
    try (LanguageModel policy = TinyPolicy.load()) {
      List<TrainingExample> examples = examples(policy);
      TrainingSession session = start(policy);
      session.close();
      session.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> session.step(examples))
          .withMessageContaining("the training session is closed");
    }
  }

  @Test
  void a_second_session_on_the_same_weights_is_refused() {
    try (LanguageModel policy = TinyPolicy.load()) {
      TrainingSession first = start(policy);
      assertThatIllegalStateException()
          .isThrownBy(() -> start(policy))
          .withMessageContaining("close the other training session first");
      first.step(examples(policy));
      first.close();
      start(policy).close();
    }
  }

  @Test
  void a_session_outlives_its_policy_without_harm() {
    LanguageModel policy = TinyPolicy.load();
    List<TrainingExample> examples = examples(policy);
    TrainingSession session = start(policy);
    policy.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> session.step(examples))
        .withMessageContaining("is closed");
    session.close();
  }

  @Test
  void a_closed_optimizer_refuses_to_step() {
    try (LanguageModel policy = TinyPolicy.load()) {
      Optimizer optimizer = TinyPolicy.optimizer(policy);
      optimizer.close();
      optimizer.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> optimizer.step(1e-3))
          .withMessage("the optimizer is closed");
      assertThatIllegalStateException()
          .isThrownBy(() -> optimizer.clipGradients(1))
          .withMessage("the optimizer is closed");
    }
  }
}
