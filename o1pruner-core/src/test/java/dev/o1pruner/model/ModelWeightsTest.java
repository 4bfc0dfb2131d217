package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelWeightsTest {

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void a_model_gets_back_the_weights_it_was_saved_with(Precision precision) {
    for (int seed = 1; seed <= 2; seed++) {
      try (LanguageModel random = LanguageModel.random(TinyModel.directory(), seed)) {
        random.save(temp.resolve("seed-" + seed));
      }
    }
    try (LanguageModel one = LanguageModel.load(temp.resolve("seed-1"), precision);
        LanguageModel other = LanguageModel.load(temp.resolve("seed-2"), precision)) {
      assertThat(ModelWeights.hash(other)).isNotEqualTo(ModelWeights.hash(one));
      one.save(temp.resolve("saved"));
      ModelWeights.restore(other, temp.resolve("saved"));

      assertThat(ModelWeights.hash(other)).isEqualTo(ModelWeights.hash(one));
    }
  }

  @Test
  void an_adapter_is_part_of_the_model_and_restored_alone() {
    LoraSettings settings = LoraSettings.defaults().rank(2);
    try (LanguageModel base = LanguageModel.load(TinyModel.directory());
        LanguageModel one = base.withAdapter(settings.seed(1));
        LanguageModel other = base.withAdapter(settings.seed(2))) {
      String plain = ModelWeights.hash(base);
      assertThat(ModelWeights.hash(one)).isNotEqualTo(plain).isNotEqualTo(ModelWeights.hash(other));
      one.saveAdapter(temp);
      ModelWeights.restore(other, temp);

      assertThat(ModelWeights.hash(other)).isEqualTo(ModelWeights.hash(one));
      assertThat(ModelWeights.hash(base)).isEqualTo(plain);
    }
  }

  @Test
  void what_a_model_holds_counts_not_what_its_directory_does() {
    try (LanguageModel model = LanguageModel.load(TinyModel.directory());
        LanguageModel again = LanguageModel.load(TinyModel.directory())) {
      assertThat(ModelWeights.hash(again)).isEqualTo(ModelWeights.hash(model));
      again.weights().get(0).addi(1e-6f);
      assertThat(ModelWeights.hash(again)).isNotEqualTo(ModelWeights.hash(model));
    }
  }
}
