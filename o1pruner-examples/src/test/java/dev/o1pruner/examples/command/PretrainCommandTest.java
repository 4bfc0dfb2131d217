package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainCommandTest {

  @TempDir Path directory;

  @Test
  void it_makes_a_model_and_goes_on_from_its_checkpoint() {
    Launch first = Launch.of("pretrain", "--steps", 2, "--out", directory).succeeds();
    assertThat(first.out()).isEqualToIgnoringNewLines("model: " + directory);
    assertThat(first.err()).contains("pretrain: 2 of 2 steps in ");
    assertThat(stepsOfThatProcess()).isEqualTo(2);
    try (LanguageModel model = LanguageModel.load(directory)) {
      assertThat(model.parameters()).isPositive();
    }

    List<JsonObject> second =
        Launch.of("pretrain", "--steps", 3, "--out", directory, "--json").succeeds().json();
    assertThat(second).hasSize(1);
    assertThat(second.get(0).keySet()).containsExactly("model", "steps", "seconds");
    assertThat(stepsOfThatProcess()).isEqualTo(1);
  }

  private int stepsOfThatProcess() {
    return Json.readObject(directory.resolve("pretraining.json"))
        .get("stepsOfThisProcess")
        .getAsInt();
  }
}
