package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.Iterables;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdapterTest {

  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final ImmutableIntArray TEXT = ImmutableIntArray.of(3, 1, 4, 1, 5, 9, 2, 6);
  private static final LoraSettings SETTINGS = LoraSettings.defaults().rank(4).alpha(8);

  @TempDir Path temp;

  /** A model with an adapter that does something: B random as well. */
  static LanguageModel adapted(LanguageModel base, LoraSettings settings) {
    LanguageModel model = base.withAdapter(settings);
    Random random = new Random(1);
    for (int i = 0; i < model.layout().size(); i++) {
      if (model.layout().get(i).name().endsWith("lora_B.weight")) {
        float[] values = new float[(int) model.layout().get(i).size()];
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) (0.2 * random.nextGaussian());
        }
        NDArray b = model.weights().get(i);
        try (NDManager scope = model.manager().newSubManager()) {
          b.addi(scope.create(values, b.getShape()));
        }
      }
    }
    return model;
  }

  private static double largestDifference(float[][] a, float[][] b) {
    double largest = 0;
    for (int t = 0; t < a.length; t++) {
      for (int v = 0; v < a[t].length; v++) {
        largest = Math.max(largest, Math.abs(a[t][v] - b[t][v]));
      }
    }
    return largest;
  }

  // ---- computing

  @Test
  void a_new_adapter_changes_nothing() {
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = base.withAdapter(SETTINGS)) {
      assertThat(model.logits(TEXT)).isDeepEqualTo(base.logits(TEXT));
    }
  }

  @Test
  void a_is_uniform_within_the_bound_of_peft_and_b_zero() {
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = base.withAdapter(SETTINGS.rank(64));
        LanguageModel other = base.withAdapter(SETTINGS.rank(64).seed(1))) {
      for (int i = WeightLayout.of(base.config()).size(); i < model.layout().size(); i++) {
        Weight weight = model.layout().get(i);
        float[] values = model.weights().get(i).toFloatArray();
        if (weight.name().endsWith("lora_B.weight")) {
          assertThat(values).containsOnly(0f);
          continue;
        }
        // kaiming_uniform_(a = sqrt(5)): 1/sqrt(16 inputs) = 0.25; down_proj has 32: 0.177
        double bound = weight.name().contains("down_proj") ? Math.sqrt(1 / 32.0) : 0.25;
        double largest = 0;
        double squares = 0;
        for (float value : values) {
          largest = Math.max(largest, Math.abs(value));
          squares += value * value;
        }
        assertThat(largest).isBetween(0.98 * bound, bound);
        // variance of a uniform number: bound^2 / 3; 1024 or more of them are within 15 %
        assertThat(squares / values.length * 3 / (bound * bound)).isCloseTo(1, within(0.15));
        assertThat(other.weights().get(i).toFloatArray()).isNotEqualTo(values);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // logits are up to 5 in size; 8 bits and 11 bits of each weight and activation remain
    "F32, 1e-5",
    "BF16, 0.3",
    "F16, 0.04"
  })
  void merged_equals_unmerged(Precision precision, double tolerance) {
    try (LanguageModel base = LanguageModel.load(TinyModel.directory(), Device.cpu(), precision);
        LanguageModel model = adapted(base, SETTINGS);
        LanguageModel merged = model.merge()) {
      assertThat(merged.precision()).isEqualTo(precision);
      assertThat(merged.adapterSettings()).isNull();
      assertThat(merged.layout()).isEqualTo(base.layout());
      float[][] logits = model.logits(TEXT);
      assertThat(largestDifference(merged.logits(TEXT), logits)).isLessThan(tolerance);
      // and the adapter does something beyond rounding
      assertThat(largestDifference(base.logits(TEXT), logits)).isGreaterThan(3 * tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource(Projection.class)
  void each_matrix_can_be_adapted_alone(Projection target) {
    LoraSettings settings = SETTINGS.targets(target).rankStabilized(true);
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = adapted(base, settings);
        LanguageModel merged = model.merge()) {
      assertThat(model.layout()).hasSize(base.layout().size() + 2 * 2); // A and B in two layers
      assertThat(largestDifference(merged.logits(TEXT), model.logits(TEXT))).isLessThan(1e-5);
      assertThat(largestDifference(base.logits(TEXT), model.logits(TEXT))).isGreaterThan(1e-3);
      for (int i = 0; i < base.layout().size(); i++) {
        boolean moved = base.layout().get(i).name().endsWith(target.peftName() + ".weight");
        assertThat(merged.weights().get(i).equals(base.weights().get(i))).isEqualTo(!moved);
      }
    }
  }

  @Test
  void scaling_is_alpha_by_rank_or_by_its_root() {
    assertThat(SETTINGS.scaling()).isEqualTo(2); // 8 / 4
    assertThat(SETTINGS.rankStabilized(true).scaling()).isEqualTo(4); // 8 / 2
  }

  @Test
  void sampling_goes_through_the_adapter() {
    List<Prompt> prompts = List.of(new Prompt("p", ImmutableIntArray.of(7, 8, 9)));
    SamplingSettings settings = SamplingSettings.defaults().samples(8).maxTokens(12);
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = adapted(base, SETTINGS);
        LanguageModel merged = model.merge()) {
      List<Solution> solutions = new EngineSampler(model).sample(prompts, settings, s -> {});

      assertThat(new EngineSampler(merged).sample(prompts, settings, s -> {})).isEqualTo(solutions);
      assertThat(new EngineSampler(base).sample(prompts, settings, s -> {}))
          .isNotEqualTo(solutions);
    }
  }

  // ---- dropout

  @Test
  void dropout_leaves_out_its_part_as_key_and_salt_say() {
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = base.withAdapter(SETTINGS.dropout(0.3));
        NDManager scope = model.manager().newSubManager()) {
      float[] kept = drop(model, scope, 5, 1);
      assertThat(drop(model, scope, 5, 1)).isEqualTo(kept);

      float[] otherKey = drop(model, scope, 6, 1);
      float[] otherSalt = drop(model, scope, 5, 2);
      int ones = 0;
      int likeKey = 0;
      int likeSalt = 0;
      for (int i = 0; i < kept.length; i++) {
        assertThat(kept[i]).isIn(0f, 1f);
        ones += kept[i] == 1 ? 1 : 0;
        likeKey += kept[i] == otherKey[i] ? 1 : 0;
        likeSalt += kept[i] == otherSalt[i] ? 1 : 0;
      }
      // of 100,000: six standard deviations are 870 and 940; agreement of two draws .7^2 + .3^2
      assertThat(ones).isBetween(69_100, 70_900);
      assertThat(likeKey).isBetween(57_000, 59_000);
      assertThat(likeSalt).isBetween(57_000, 59_000);
    }
  }

  private static float[] drop(LanguageModel model, NDManager scope, long key, int salt) {
    NDArray ones = scope.ones(new Shape(100, 1000));
    return model.script().infer(scope, "drop", ones, scope.create(key), salt).get(0).toFloatArray();
  }

  @Test
  void scoring_and_sampling_know_no_dropout() {
    try (LanguageModel base = TinyModel.load();
        LanguageModel plain = adapted(base, SETTINGS);
        LanguageModel dropping = adapted(base, SETTINGS.dropout(0.5))) {
      assertThat(dropping.logits(TEXT)).isDeepEqualTo(plain.logits(TEXT));
    }
  }

  // ---- files

  @Test
  void an_adapter_is_saved_as_peft_does_and_loaded_again() {
    LoraSettings settings = SETTINGS.targets(Projection.QUERY, Projection.DOWN).dropout(0.1);
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = adapted(base, settings)) {
      model.saveAdapter(temp);

      JsonObject config = Json.readObject(temp.resolve(CONFIG));
      assertThat(config.get("peft_type").getAsString()).isEqualTo("LORA");
      assertThat(config.get("task_type").getAsString()).isEqualTo("CAUSAL_LM");
      assertThat(config.get("r").getAsInt()).isEqualTo(4);
      assertThat(config.get("lora_alpha").toString()).isEqualTo("8");
      assertThat(config.get("lora_dropout").getAsDouble()).isEqualTo(0.1);
      assertThat(config.get("target_modules").toString()).isEqualTo("[\"q_proj\",\"down_proj\"]");
      Map<String, Tensor> tensors = PlainSafetensors.read(temp.resolve(WEIGHTS));
      assertThat(tensors).hasSize(2 * 2 * 2);
      String query = "base_model.model.model.layers.1.self_attn.q_proj.lora_";
      assertThat(tensors.get(query + "A.weight").shape()).containsExactly(4L, 16L);
      assertThat(tensors.get(query + "B.weight").shape()).containsExactly(16L, 4L);
      String down = "base_model.model.model.layers.0.mlp.down_proj.lora_";
      assertThat(tensors.get(down + "A.weight").shape()).containsExactly(4L, 32L);
      try (LanguageModel again = base.withAdapter(temp)) {
        assertThat(again.adapterSettings()).isEqualTo(settings);
        assertThat(again.logits(TEXT)).isDeepEqualTo(model.logits(TEXT));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void saving_the_model_merges(Precision precision) throws IOException {
    try (LanguageModel base = LanguageModel.load(TinyModel.directory(), Device.cpu(), precision);
        LanguageModel model = adapted(base, SETTINGS);
        LanguageModel merged = model.merge()) {
      int before = ManagedArrays.count(base.manager());
      model.save(temp.resolve("saved"));
      merged.save(temp.resolve("merged"));

      assertThat(temp.resolve("saved").resolve("model.safetensors"))
          .hasSameBinaryContentAs(temp.resolve("merged").resolve("model.safetensors"));
      assertThat(ManagedArrays.count(base.manager())).isEqualTo(before);
    }
  }

  /** A matrix over a window's size is merged some rows at a time. */
  @Test
  void rows_merge_as_the_whole_does() {
    LoraSettings settings = SETTINGS.targets(Projection.DOWN);
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = adapted(base, settings);
        NDManager scope = model.manager().newSubManager()) {
      NDArray weight = model.weights().get(place(model, "layers.1.mlp.down_proj.weight"));
      NDArray a = model.weights().get(place(model, "layers.1.mlp.down_proj.lora_A.weight"));
      NDArray b = model.weights().get(place(model, "layers.1.mlp.down_proj.lora_B.weight"));
      float[] whole =
          model.script().infer(scope, "merged", weight, a, b, 0L, 16L).get(0).toFloatArray();
      float[] part =
          model.script().infer(scope, "merged", weight, a, b, 5L, 3L).get(0).toFloatArray();

      // rows 5, 6 and 7 of 32 numbers; another shape may be added up in another order
      assertThat(part).containsExactly(Arrays.copyOfRange(whole, 5 * 32, 8 * 32), within(1e-6f));
      assertThat(whole).isNotEqualTo(weight.toFloatArray());
    }
  }

  private static int place(LanguageModel model, String name) {
    return Iterables.indexOf(model.layout(), weight -> weight.name().endsWith(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peft_type | \"IA3\"",
        "use_dora | true",
        "fan_in_fan_out | true",
        "bias | \"all\"",
        "modules_to_save | [\"lm_head\"]",
        "layers_to_transform | [0]",
        "rank_pattern | {\"q_proj\": 2}",
        "alpha_pattern | {\"q_proj\": 2}",
        "init_lora_weights | \"pissa\"",
        "target_modules | [\"lm_head\"]",
        "target_modules | \".*proj\"",
        "r | 2.5",
        "r | \"4\"",
        "lora_alpha | null",
      })
  void a_config_that_is_not_supported_is_named_with_its_file(String field, String value)
      throws IOException {
    try (LanguageModel base = TinyModel.load()) {
      try (LanguageModel model = base.withAdapter(SETTINGS)) {
        model.saveAdapter(temp);
      }
      JsonObject config = Json.readObject(temp.resolve(CONFIG));
      config.add(field, JsonParser.parseString(value));
      Files.writeString(temp.resolve(CONFIG), Json.pretty(config));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> base.withAdapter(temp))
          .withMessageContaining(temp.resolve(CONFIG).toString())
          .withMessageContaining(field.equals("target_modules") ? "target" : field);
    }
  }

  @Test
  void tensors_missing_or_unknown_are_named() {
    String name = "base_model.model.model.layers.0.mlp.up_proj.lora_A.weight";
    try (LanguageModel base = TinyModel.load()) {
      try (LanguageModel model = base.withAdapter(SETTINGS)) {
        model.saveAdapter(temp);
      }
      Map<String, Tensor> tensors = PlainSafetensors.read(temp.resolve(WEIGHTS));
      Tensor removed = tensors.remove(name);
      PlainSafetensors.write(temp.resolve(WEIGHTS), tensors);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> base.withAdapter(temp))
          .withMessageContaining("has no tensor " + name);

      tensors.put(name, removed);
      tensors.put("base_model.model.lm_head.lora_A.weight", removed);
      PlainSafetensors.write(temp.resolve(WEIGHTS), tensors);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> base.withAdapter(temp))
          .withMessageContaining("base_model.model.lm_head.lora_A.weight");
    }
  }

  // ---- sharing

  @Test
  void the_weights_are_shared_and_stay_the_base_models() {
    try (LanguageModel base = TinyModel.load()) {
      int before = ManagedArrays.count(base.manager());
      float[][] logits = base.logits(TEXT);
      LanguageModel model = adapted(base, SETTINGS);

      assertThat(model.weights().subList(0, base.weights().size()))
          .usingElementComparator((a, b) -> a == b ? 0 : 1)
          .isEqualTo(base.weights());
      assertThat(model.parameters() - base.parameters())
          // per layer 4 * (16+16) + 4 * (16+8) * 2 + 4 * (16+16) + 4 * (16+32) * 3
          .isEqualTo(2 * 4 * (32 + 2 * 24 + 32 + 3 * 48));
      model.close();

      assertThat(base.logits(TEXT)).isDeepEqualTo(logits);
      assertThat(ManagedArrays.count(base.manager())).isEqualTo(before);
      assertThatIllegalStateException().isThrownBy(model::weights);
    }
  }

  @Test
  void closing_the_base_model_closes_the_one_with_the_adapter() {
    LanguageModel base = TinyModel.load();
    LanguageModel model = base.withAdapter(SETTINGS);
    base.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> model.logits(TEXT))
        .withMessageContaining("is closed");
    model.close();
  }

  @Test
  void one_adapter_is_enough() {
    try (LanguageModel base = TinyModel.load();
        LanguageModel model = base.withAdapter(SETTINGS)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> model.withAdapter(SETTINGS))
          .withMessageContaining("has an adapter already");
      assertThatIllegalStateException()
          .isThrownBy(base::merge)
          .withMessageContaining("has no adapter");
      assertThatIllegalStateException().isThrownBy(() -> base.saveAdapter(temp));
    }
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.rank(0))
        .withMessageContaining("rank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.alpha(0))
        .withMessageContaining("alpha");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.dropout(1))
        .withMessageContaining("dropout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.targets(new Projection[0]))
        .withMessageContaining("targets");
  }
}
