package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.Projection;
import dev.o1pruner.model.TokenBatch;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableTest {

  private static final PolicyLoss IMITATION = PolicyLoss.nextToken();
  private static final List<TrainingExample> EXAMPLES =
      IntStream.range(0, 5)
          .mapToObj(i -> TrainingExample.imitation("p" + i, TinyPolicy.sequence(i)))
          .toList();

  @TempDir Path temp;

  /** Every way of choosing weights. */
  @SuppressWarnings("ImmutableEnumChecker") // a Trainable is immutable
  enum Kind {
    FULL(Trainable.full()),
    LAST_LAYER(Trainable.lastLayers(1)),
    BOTH_LAYERS(Trainable.lastLayers(2)),
    LORA(Trainable.lora(LoraSettings.defaults().rank(2))),
    LORA_DROPOUT(Trainable.lora(LoraSettings.defaults().rank(3).dropout(0.2).seed(4))),
    LORA_SOME(Trainable.lora(LoraSettings.defaults().targets(Projection.VALUE, Projection.UP)));

    final Trainable trainable;

    Kind(Trainable trainable) {
      this.trainable = trainable;
    }

    /** Whether a weight of the tiny policy is to be trained, said another way. */
    boolean trains(String weight) {
      return switch (this) {
        case FULL -> true;
        case LAST_LAYER -> weight.startsWith("model.layers.1.");
        case BOTH_LAYERS -> weight.startsWith("model.layers.");
        case LORA, LORA_DROPOUT -> weight.contains("lora_");
        case LORA_SOME -> weight.contains("lora_") && weight.matches(".*(v_proj|up_proj).*");
      };
    }
  }

  /** The files of the tiny policy with a head of its own. */
  private Path untied() {
    try {
      Path directory = Files.createDirectory(temp.resolve("untied"));
      for (String name : List.of("config.json", "tokenizer.json")) {
        Files.copy(TinyPolicy.directory().resolve(name), directory.resolve(name));
      }
      var config = Json.readObject(directory.resolve("config.json"));
      config.addProperty("tie_word_embeddings", false);
      Files.writeString(directory.resolve("config.json"), Json.pretty(config));
      return directory;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives B of an adapter values, so that A has gradients too. */
  private static LanguageModel stirred(LanguageModel policy) {
    new Trainer(policy, lora(policy), IMITATION, TinyPolicy.settings(0.05), metrics -> {})
        .train(BatchSource.shuffled(EXAMPLES, 5, 2, 0));
    return policy;
  }

  private static Trainable lora(LanguageModel policy) {
    LoraSettings settings = policy.adapterSettings();
    assertThat(settings).isNotNull();
    return Trainable.lora(settings);
  }

  private static LanguageModel prepared(Kind kind, LanguageModel base) {
    LanguageModel policy = kind.trainable.prepare(base);
    return policy == base ? base : stirred(policy);
  }

  /** The gradients of one microbatch, one array per trained weight. */
  private static List<float[]> gradients(
      LanguageModel policy, Trainable trainable, boolean checkpointing) {
    TrainedWeights trained = trainable.of(policy);
    trained.requireGradients(true);
    try (Optimizer optimizer = trained.optimizer(OptimizerSettings.adamW())) {
      loss(policy, checkpointing, optimizer.gradients());
      return TinyPolicy.values(optimizer.gradients());
    } finally {
      trained.requireGradients(false);
    }
  }

  private static double loss(LanguageModel policy, boolean checkpointing, List<NDArray> gradients) {
    return new GradientStep(policy, IMITATION, checkpointing)
        .accumulate(EXAMPLES, 5, 20, gradients, 77)
        .loss();
  }

  // ---- what moves

  @ParameterizedTest
  @EnumSource(Kind.class)
  void what_is_trained_moves_and_what_is_frozen_stays_bit_for_bit(Kind kind) {
    for (Trainable trainable :
        List.of(kind.trainable, kind.trainable.withGradientCheckpointing())) {
      try (LanguageModel base = TinyPolicy.load()) {
        LanguageModel policy = trainable.prepare(base);
        List<float[]> before = TinyPolicy.weights(policy);
        new Trainer(policy, trainable, IMITATION, TinyPolicy.settings(0.01), metrics -> {})
            .train(BatchSource.shuffled(EXAMPLES, 3, 2, 0));
        List<float[]> after = TinyPolicy.weights(policy);

        for (int i = 0; i < before.size(); i++) {
          String name = policy.layout().get(i).name();
          if (kind.trains(name)) {
            assertThat(after.get(i)).as(name).isNotEqualTo(before.get(i));
          } else {
            assertThat(after.get(i)).as(name).isEqualTo(before.get(i));
          }
        }
        assertThat(policy.weights()).noneMatch(NDArray::hasGradient);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void only_what_is_trained_has_gradients_and_moments(Kind kind) {
    try (LanguageModel base = TinyPolicy.load()) {
      LanguageModel policy = kind.trainable.prepare(base);
      List<String> names =
          policy.layout().stream().map(weight -> weight.name()).filter(kind::trains).toList();
      TrainedWeights trained = kind.trainable.of(policy);

      assertThat(trained.names()).isEqualTo(names);
      try (Optimizer optimizer = trained.optimizer(OptimizerSettings.adamW())) {
        assertThat(optimizer.gradients()).hasSameSizeAs(names);
        assertThat(optimizer.state().get("first_moment")).hasSameSizeAs(names);
      }
    }
  }

  @Test
  void training_lowers_the_loss_whatever_is_trained() {
    for (Kind kind : Kind.values()) {
      List<Double> losses = new ArrayList<>();
      try (LanguageModel base = TinyPolicy.load()) {
        new Trainer(
                kind.trainable.prepare(base),
                kind.trainable,
                IMITATION,
                TinyPolicy.settings(0.02),
                metrics -> losses.add(metrics.loss()))
            .train(BatchSource.shuffled(EXAMPLES, 5, 30, 0));
      }
      // it starts near ln 40 = 3.7
      assertThat(losses.get(29)).as(kind.name()).isLessThan(losses.get(0) - 1);
    }
  }

  // ---- gradients

  /** A step of h along the gradient g changes the loss by h |g|^2: no autograd in that. */
  @ParameterizedTest
  @CsvSource({
    "FULL, false",
    "LAST_LAYER, false",
    "LORA, false",
    "LORA_DROPOUT, false",
    "LORA_SOME, false",
    "FULL, true",
    "LAST_LAYER, true",
    "LORA_DROPOUT, true"
  })
  void gradients_are_slopes(Kind kind, boolean untied) {
    try (LanguageModel base = untied ? LanguageModel.random(untied(), 3) : TinyPolicy.load()) {
      LanguageModel policy = prepared(kind, base);
      List<float[]> gradients = gradients(policy, kind.trainable, false);
      double squares = 0;
      for (float[] gradient : gradients) {
        for (float g : gradient) {
          squares += (double) g * g;
        }
      }
      // losses near 4 have seven digits; their difference is about 0.002
      double h = 0.001 / squares;
      double slope = (shifted(policy, kind, gradients, h) - shifted(policy, kind, gradients, -h));

      assertThat(slope / (2 * h)).isCloseTo(squares, within(4e-3 * squares));
    }
  }

  /** The loss with every trained weight moved along its gradient, under the same dropout. */
  private static double shifted(
      LanguageModel policy, Kind kind, List<float[]> gradients, double by) {
    TrainedWeights trained = kind.trainable.of(policy);
    try (NDManager scope = policy.manager().newSubManager()) {
      move(trained, gradients, by, scope);
      trained.requireGradients(true);
      List<NDArray> unused =
          trained.arrays().stream().map(weight -> scope.zeros(weight.getShape())).toList();
      double loss = loss(policy, false, unused);
      trained.requireGradients(false);
      move(trained, gradients, -by, scope);
      return loss;
    }
  }

  private static void move(
      TrainedWeights trained, List<float[]> gradients, double by, NDManager scope) {
    for (int n = 0; n < gradients.size(); n++) {
      NDArray weight = trained.arrays().get(n);
      weight.addi(scope.create(gradients.get(n), weight.getShape()).mul(by));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void gradient_checkpointing_changes_no_gradient(Kind kind) {
    try (LanguageModel base = TinyPolicy.load()) {
      LanguageModel policy = prepared(kind, base);
      List<float[]> kept = gradients(policy, kind.trainable, false);
      List<float[]> recomputed = gradients(policy, kind.trainable, true);

      for (int n = 0; n < kept.size(); n++) {
        // the same operations on the same numbers; room for another attention kernel
        assertThat(recomputed.get(n)).containsExactly(kept.get(n), within(1e-6f));
      }
    }
  }

  @Test
  void the_last_layers_gradients_are_those_of_training_all() {
    try (LanguageModel policy = TinyPolicy.load()) {
      List<float[]> all = gradients(policy, Trainable.full(), false);
      List<float[]> last = gradients(policy, Trainable.lastLayers(1), false);
      // embedding, twelve weights of layer 0, twelve of layer 1, final norm
      assertThat(last).hasSize(12);
      for (int n = 0; n < 12; n++) {
        assertThat(last.get(n)).isEqualTo(all.get(13 + n));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LAST_LAYER, 1", "BOTH_LAYERS, 2", "LORA, 2", "FULL, 2"})
  void nothing_is_kept_below_the_lowest_trained_layer(Kind kind, int layers) {
    try (LanguageModel base = TinyPolicy.load()) {
      LanguageModel policy = kind.trainable.prepare(base);
      TrainedWeights trained = kind.trainable.of(policy);
      trained.requireGradients(true);
      try (NDManager scope = policy.manager().newSubManager()) {
        NDList states = remember(policy, scope, "log_probs_keeping").subNDList(2);
        // ten of each trained layer, output of the last
        assertThat(states).hasSize(10 * layers + 1);
        for (int i = 0; i < states.size(); i++) {
          // rotated queries and keys, and values: what attention's graph starts from
          boolean leaf = i % 10 >= 3 && i % 10 <= 5;
          assertThat(states.get(i).hasGradient()).as("state %s", i).isEqualTo(leaf);
        }

        NDList inputs = remember(policy, scope, "log_probs_recomputing").subNDList(2);
        assertThat(inputs).hasSize(layers + 1).noneMatch(NDArray::hasGradient);
      }
    }
  }

  private static NDList remember(LanguageModel policy, NDManager scope, String method) {
    TokenBatch batch =
        TokenBatch.of(scope, EXAMPLES.stream().map(TrainingExample::tokens).toList());
    return policy
        .script()
        .record(scope, method, policy.weights(), batch.arrays(), scope.create(0L));
  }

  // ---- sixteen bits

  @ParameterizedTest
  @CsvSource({"FULL, BF16, 0.06", "LAST_LAYER, BF16, 0.06", "LORA, BF16, 0.06", "LORA, F16, 0.01"})
  void sixteen_bit_weights_have_nearly_the_gradients_of_rounded_ones(
      Kind kind, Precision precision, double tolerance) {
    try (LanguageModel exact = TinyPolicy.load()) {
      exact.save(temp.resolve("rounded"), precision);
    }
    try (LanguageModel wide = LanguageModel.load(temp.resolve("rounded"));
        LanguageModel narrow =
            LanguageModel.load(temp.resolve("rounded"), Device.cpu(), precision)) {
      LanguageModel widePolicy = prepared(kind, wide);
      if (widePolicy != wide) {
        widePolicy.saveAdapter(temp.resolve("adapter"));
      }
      LanguageModel policy =
          widePolicy == wide ? narrow : narrow.withAdapter(temp.resolve("adapter"));
      for (boolean checkpointing : new boolean[] {false, true}) {
        List<float[]> expected = gradients(widePolicy, kind.trainable, checkpointing);
        List<float[]> actual = recorded(policy, kind, checkpointing);
        double error = 0;
        double size = 0;
        for (int n = 0; n < expected.size(); n++) {
          for (int k = 0; k < expected.get(n).length; k++) {
            error += Math.pow(actual.get(n)[k] - expected.get(n)[k], 2);
            size += Math.pow(expected.get(n)[k], 2);
          }
        }
        // relative error of the whole gradient; activations have 8 or 11 bits
        assertThat(Math.sqrt(error / size)).isLessThan(tolerance);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL", "LAST_LAYER", "LORA"})
  void bfloat16_weights_move_or_stay_as_wide_ones_do(Kind kind) {
    try (LanguageModel base =
        LanguageModel.load(TinyPolicy.directory(), Device.cpu(), Precision.BF16)) {
      LanguageModel policy = kind.trainable.prepare(base);
      policy.save(temp.resolve("before"));
      new Trainer(policy, kind.trainable, IMITATION, TinyPolicy.settings(0.02), metrics -> {})
          .train(BatchSource.shuffled(EXAMPLES, 5, 5, 0));
      policy.save(temp.resolve("after"));
    }
    try (LanguageModel before = LanguageModel.load(temp.resolve("before"));
        LanguageModel after = LanguageModel.load(temp.resolve("after"))) {
      for (int i = 0; i < before.weights().size(); i++) {
        String name = before.layout().get(i).name();
        boolean moves = kind == Kind.LORA ? name.contains("_proj.weight") : kind.trains(name);
        float[] values = after.weights().get(i).toFloatArray();
        assertThat(Arrays.equals(values, before.weights().get(i).toFloatArray()))
            .as(name)
            .isEqualTo(!moves);
      }
    }
  }

  /** Gradients in 32 bits of weights that may have sixteen. */
  private static List<float[]> recorded(LanguageModel policy, Kind kind, boolean checkpointing) {
    List<Integer> places =
        IntStream.range(0, policy.layout().size())
            .filter(i -> kind.trains(policy.layout().get(i).name()))
            .boxed()
            .toList();
    TrainedWeights trained = new TrainedWeights(policy, places);
    trained.requireGradients(true);
    try (NDManager scope = policy.manager().newSubManager()) {
      List<NDArray> sums =
          trained.arrays().stream().map(weight -> scope.zeros(weight.getShape())).toList();
      loss(policy, checkpointing, sums);
      return TinyPolicy.values(sums);
    } finally {
      trained.requireGradients(false);
    }
  }

  // ---- dropout

  @Test
  void dropout_is_a_function_of_seed_step_and_microbatch() {
    Trainable trainable = Trainable.lora(LoraSettings.defaults().dropout(0.1));
    Trainable other = Trainable.lora(LoraSettings.defaults().dropout(0.1).seed(1));

    assertThat(trainable.dropoutKey(3, 2)).isEqualTo(trainable.dropoutKey(3, 2));
    assertThat(
            List.of(
                trainable.dropoutKey(3, 2),
                trainable.dropoutKey(2, 3),
                trainable.dropoutKey(3, 3),
                trainable.dropoutKey(4, 2),
                other.dropoutKey(3, 2)))
        .doesNotHaveDuplicates();
  }

  // ---- what does not fit

  @Test
  void a_policy_that_does_not_fit_is_refused() {
    Trainable lora = Trainable.lora(LoraSettings.defaults());
    try (LanguageModel base = TinyPolicy.load();
        LanguageModel policy = lora.prepare(base)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Trainable.lastLayers(3).prepare(base))
          .withMessageContaining("the last 3 layers are to be trained but the policy has 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Trainable.full().prepare(policy))
          .withMessageContaining("has an adapter");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Trainable.lora(LoraSettings.defaults().rank(3)).prepare(policy))
          .withMessageContaining("rank=3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lora.of(base))
          .withMessageContaining("prepare");
      assertThat(lora.prepare(policy)).isSameAs(policy);
      assertThat(Trainable.full().prepare(base)).isSameAs(base);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainable.lastLayers(0))
        .withMessageContaining("lastLayers must be positive but was 0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void it_says_what_it_is(boolean checkpointing) {
    Trainable trainable = Trainable.lastLayers(48);
    String text = (checkpointing ? trainable.withGradientCheckpointing() : trainable).toString();

    assertThat(text.toLowerCase(Locale.ROOT)).contains("48");
    assertThat(text.contains("checkpointing")).isEqualTo(checkpointing);
  }
}
