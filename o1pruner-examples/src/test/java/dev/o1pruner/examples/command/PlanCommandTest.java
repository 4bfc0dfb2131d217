package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

  // embedding 40 * 16; a layer: norms 2 * 16, q 16 * 17, k and v 8 * 17, o 16 * 16,
  // mlp 3 * 16 * 32; norm 16
  private static final long LAYER = 32 + 272 + 2 * 136 + 256 + 1536;
  private static final long PARAMETERS = 640 + 2 * LAYER + 16;

  @TempDir Path temp;

  @Test
  void full_training_in_f32_takes_sixteen_bytes_a_parameter_and_activations() {
    JsonObject plan =
        Launch.of("plan", "--model", TestModels.tiny(), "--json").succeeds().json().get(0);

    assertThat(plan.get("parameters").getAsLong()).isEqualTo(PARAMETERS);
    assertThat(plan.get("trainedParameters").getAsLong()).isEqualTo(PARAMETERS);
    assertThat(plan.get("weights").getAsLong()).isEqualTo(4 * PARAMETERS);
    assertThat(plan.get("gradients").getAsLong()).isEqualTo(4 * PARAMETERS);
    // two moments and the number of steps
    assertThat(plan.get("optimizerState").getAsLong()).isEqualTo(8 * PARAMETERS + 4);
    assertThat(plan.get("update").getAsLong()).isZero();
  }

  @Test
  void last_layers_have_gradients_and_state_of_their_own_only() {
    JsonObject plan =
        Launch.of(
                "plan",
                "--model",
                TestModels.tiny(),
                "--train",
                "last:1",
                "--dtype",
                "bf16",
                "--optimizer",
                "sgd:0.9",
                "--update",
                "STOCHASTIC_ROUNDING",
                "--json")
            .succeeds()
            .json()
            .get(0);

    assertThat(plan.get("weights").getAsLong()).isEqualTo(2 * PARAMETERS);
    assertThat(plan.get("gradients").getAsLong()).isEqualTo(4 * LAYER);
    assertThat(plan.get("optimizerState").getAsLong()).isEqualTo(4 * LAYER + 4);
    // the largest trained weight, 16 * 32, is held in 32 bits too while it takes its step
    assertThat(plan.get("update").getAsLong()).isEqualTo(4 * 512);
  }

  @Test
  void a_rehearsal_trains_and_saves_what_loads() {
    Path out = temp.resolve("out");
    Launch launch =
        Launch.of(
                "plan",
                "--model",
                TestModels.tiny(),
                "--train",
                "lora:2",
                "--microbatch-tokens",
                64,
                "--length",
                16,
                "--rehearse",
                "--out",
                out)
            .succeeds();

    assertThat(launch.out())
        .contains("planned peak", "measured peak", "sampling", "measured sampling", "median step");
    try (LanguageModel saved = LanguageModel.load(out)) {
      assertThat(saved.parameters()).isEqualTo(PARAMETERS); // merged
    }
  }

  @Test
  void what_cannot_be_trained_is_refused() {
    Path model = TestModels.tiny();
    Launch.of("plan", "--model", model, "--train", "last:3")
        .refuses("the last 3 layers are to be trained but the policy has 2");
    Launch.of("plan", "--model", model, "--dtype", "f16").refuses("load it in F32 or BF16");
    Launch.of("plan", "--model", model, "--train", "most")
        .refuses("'most' is not one of full, last:N, lora, lora:RANK");
    Launch.of("plan", "--model", model, "--optimizer", "sgd:x")
        .refuses("'sgd:x' must end with a number");
    Launch.of("plan", "--model", model, "--out", temp).refuses("give both");
    Launch.of("plan", "--model", temp.resolve("gone")).refuses("does not exist");
  }
}
