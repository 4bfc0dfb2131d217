package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Device;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.Projection;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerPrecision;
import dev.o1pruner.optimizer.OptimizerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints of runs that train a part: they hold that part, and resume bit for bit. */
class TrainedCheckpointsTest {

  private static final OptimizerSettings ADAM_W = OptimizerSettings.adamW();

  /** What is trained, the precision of the policy, and the optimizer. */
  @SuppressWarnings("ImmutableEnumChecker") // a Trainable is immutable
  enum Run {
    LAST_LAYER(Trainable.lastLayers(1), Precision.F32, ADAM_W),
    LORA(Trainable.lora(LoraSettings.defaults().dropout(0.3)), Precision.F32, ADAM_W),
    CHECKPOINTED_LORA(
        Trainable.lora(LoraSettings.defaults().rank(2).dropout(0.3)).withGradientCheckpointing(),
        Precision.BF16,
        ADAM_W),
    FULL_BFLOAT16(Trainable.full(), Precision.BF16, ADAM_W),
    LAST_LAYER_BFLOAT16(Trainable.lastLayers(1), Precision.BF16, ADAM_W),
    FULL_STOCHASTIC(
        Trainable.full(),
        Precision.BF16,
        ADAM_W.precision(OptimizerPrecision.stochasticRounding(7).state(Precision.BF16)));

    final Trainable trainable;
    final Precision precision;
    final TrainingSettings settings;

    Run(Trainable trainable, Precision precision, OptimizerSettings optimizer) {
      this.trainable = trainable;
      this.precision = precision;
      this.settings = new TrainingSettings(LearningRateSchedule.constant(0.01), optimizer, 1, 64);
    }

    LanguageModel load() {
      return LanguageModel.load(TinyPolicy.directory(), Device.cpu(), precision);
    }
  }

  @TempDir Path temp;

  /** Trains six steps and saves the policy; fails before the checkpoint of step 3 if told to. */
  private void train(Run run, TrainingCheckpoints checkpoints, boolean failing, Path result) {
    List<TrainingExample> examples =
        IntStream.range(0, 5)
            .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
            .toList();
    TrainingListener listener =
        metrics -> {
          if (failing && metrics.step() == 3) {
            throw new IllegalStateException("power cut");
          }
        };
    try (LanguageModel base = run.load()) {
      LanguageModel policy = run.trainable.prepare(base);
      new Trainer(policy, run.trainable, PolicyLoss.nextToken(), run.settings, listener)
          .train(BatchSource.shuffled(examples, 2, 2, 3), checkpoints);
      policy.save(result);
    }
  }

  @ParameterizedTest
  @EnumSource(Run.class)
  void a_resumed_run_ends_bit_for_bit_where_an_uninterrupted_one_does(Run run) {
    TrainingCheckpoints checkpoints = TrainingCheckpoints.in(temp, 1);
    train(run, TrainingCheckpoints.none(), false, temp.resolve("uninterrupted"));
    assertThatIllegalStateException()
        .isThrownBy(() -> train(run, checkpoints, true, temp.resolve("never")));
    train(run, checkpoints, false, temp.resolve("resumed"));

    assertThat(temp.resolve("resumed/model.safetensors"))
        .hasSameBinaryContentAs(temp.resolve("uninterrupted/model.safetensors"));
  }

  @ParameterizedTest
  @EnumSource(Run.class)
  void a_checkpoint_holds_what_is_trained_and_nothing_else(Run run) {
    train(run, TrainingCheckpoints.in(temp, 1), false, temp.resolve("result"));

    try (LanguageModel base = run.load();
        SafetensorsReader reader = SafetensorsReader.open(temp.resolve("training-6.safetensors"))) {
      TrainedWeights trained = run.trainable.of(run.trainable.prepare(base));
      assertThat(reader.names().stream().filter(name -> name.startsWith("weight.")))
          .containsExactlyInAnyOrderElementsOf(
              trained.names().stream().map(name -> "weight." + name).toList());
      assertThat(reader.names().stream().filter(name -> name.contains("first_moment")))
          .hasSameSizeAs(trained.names());
      assertThat(reader.dtype("weight." + trained.names().get(0)))
          .isEqualTo(run.trainable.trainedPrecision(base.precision()).safetensorsName());
    }
  }

  @Test
  void a_checkpoint_of_other_weights_is_refused() {
    train(Run.LORA, TrainingCheckpoints.in(temp, 1), false, temp.resolve("result"));
    Trainable other =
        Trainable.lora(LoraSettings.defaults().dropout(0.3).targets(Projection.QUERY));
    try (LanguageModel base = TinyPolicy.load()) {
      LanguageModel policy = other.prepare(base);
      Trainer trainer =
          new Trainer(
              policy, other, PolicyLoss.nextToken(), TinyPolicy.settings(0.01), metrics -> {});
      List<TrainingExample> examples =
          List.of(TrainingExample.imitation("p", TinyPolicy.sequence(1)));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.train(
                      BatchSource.shuffled(examples, 1, 1, 0), TrainingCheckpoints.in(temp, 1)))
          .withMessageContaining("choice of weights")
          .withMessageContaining("training-6.safetensors");
    }
  }
}
