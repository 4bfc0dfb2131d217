package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {

  private static final String WEIGHTS = "model.safetensors";
  private static final String QUERY = "model.layers.1.self_attn.q_proj.weight";

  @TempDir Path temp;

  private static ImmutableIntArray ids(int... ids) {
    return ImmutableIntArray.copyOf(ids);
  }

  private static TokenSequence sequence(int promptTokens, int solutionTokens, int seed) {
    int[] all =
        new Random(seed).ints(promptTokens + solutionTokens, 0, TinyModel.VOCABULARY).toArray();
    return new TokenSequence(
        ImmutableIntArray.copyOf(Arrays.copyOf(all, promptTokens)),
        ImmutableIntArray.copyOf(Arrays.copyOfRange(all, promptTokens, all.length)));
  }

  /** The tiny model with changed tensors. */
  private Path withWeights(Consumer<Map<String, Tensor>> change) {
    Path directory = TinyModel.copy(temp, config -> {});
    Map<String, Tensor> tensors = PlainSafetensors.read(directory.resolve(WEIGHTS));
    change.accept(tensors);
    PlainSafetensors.write(directory.resolve(WEIGHTS), tensors);
    return directory;
  }

  private Path withQuery(UnaryOperator<Tensor> change) {
    return withWeights(tensors -> tensors.put(QUERY, change.apply(tensors.get(QUERY))));
  }

  private static void load(Path directory) {
    LanguageModel.load(directory).close();
  }

  // ---- loading

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", WEIGHTS})
  void a_missing_file_is_named(String name) throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    Files.delete(directory.resolve(name));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(directory))
        .withMessageContaining(directory.toString())
        .withMessageContaining(name);
  }

  @Test
  void a_config_that_is_not_supported_is_named_with_its_file() {
    Path directory = TinyModel.copy(temp, config -> config.addProperty("hidden_act", "gelu"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(directory))
        .withMessageContaining(directory.resolve("config.json").toString())
        .withMessageContaining("\"hidden_act\": \"gelu\" is not supported");
  }

  @Test
  void a_tokenizer_that_is_none_is_named() throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    Files.writeString(directory.resolve("tokenizer.json"), "{}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(directory))
        .withMessageContaining("tokenizer.json is not a tokenizer");
  }

  @Test
  void a_tensor_that_is_absent_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(withWeights(tensors -> tensors.remove(QUERY))))
        .withMessageContaining("has no tensor " + QUERY);
  }

  @Test
  void a_tensor_of_another_shape_is_named_with_both_shapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(withQuery(tensor -> tensor.shape(8L, 32L))))
        .withMessageContaining(QUERY)
        .withMessageContaining("(8, 32)")
        .withMessageContaining("(16, 16)");
  }

  @Test
  void a_dtype_that_is_not_supported_is_named_with_those_that_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(withQuery(tensor -> tensor.dtype("I32"))))
        .withMessageContaining("dtype I32 is not supported")
        .withMessageContaining("F32, BF16, F16");
  }

  @Test
  void a_tensor_with_too_few_bytes_for_its_shape_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(withQuery(tensor -> tensor.data(new byte[1020]))))
        .withMessageContaining("1020 bytes for shape [16, 16] of F32");
  }

  @Test
  void stored_tensors_that_follow_from_the_config_are_passed_over() {
    Tensor tensor = Tensor.of("I64", List.of(1L), new byte[8]);
    load(
        withWeights(
            tensors -> {
              tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", tensor);
              tensors.put("lm_head.weight", tensor); // the tiny model's head is its embedding
            }));
  }

  @Test
  void tensors_the_model_has_no_place_for_are_named() {
    Tensor tensor = Tensor.of("F32", List.of(1L), new byte[4]);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                load(
                    withWeights(
                        tensors -> {
                          tensors.put("model.layers.1.self_attn.q_norm.weight", tensor);
                          tensors.put("inv_freq_2", tensor);
                        })))
        .withMessageContaining("has 2 tensors")
        .withMessageContaining("[inv_freq_2, model.layers.1.self_attn.q_norm.weight]");
  }

  @Test
  void no_change_to_the_weights_file_does_worse_than_an_illegal_argument() throws IOException {
    byte[] whole = Files.readAllBytes(TinyModel.directory().resolve(WEIGHTS));
    Path directory = TinyModel.copy(temp, config -> {});
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      byte[] mutant = whole.clone();
      mutant[random.nextInt(2_000)] = (byte) random.nextInt(); // within the header of 2.7 kB
      // a file of its own each time: the reader may still have the last one mapped
      Files.deleteIfExists(directory.resolve(WEIGHTS));
      Files.write(directory.resolve(WEIGHTS), mutant);
      try {
        load(directory);
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  // ---- computing

  @Test
  void log_probs_are_the_logarithm_of_the_softmax_of_the_logits() {
    try (LanguageModel model = TinyModel.load()) {
      TokenSequence sequence = sequence(3, 5, 1);
      float[][] logits =
          model.logits(
              ImmutableIntArray.builder()
                  .addAll(sequence.promptIds())
                  .addAll(sequence.tokenIds())
                  .build());
      float[] logProbs = model.logProbs(List.of(sequence)).get(0);

      for (int t = 0; t < 5; t++) {
        float[] row = logits[3 + t - 1]; // the position before predicts
        double sum = 0;
        for (float z : row) {
          sum += Math.exp(z);
        }
        assertThat((double) logProbs[t])
            .isCloseTo(row[sequence.tokenIds().get(t)] - Math.log(sum), within(1e-5));
      }
    }
  }

  @Test
  void a_sequence_is_scored_alike_alone_and_beside_others() {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sequences.add(sequence(1 + i % 7, 1 + i * 5 % 60, i));
    }
    try (LanguageModel model = TinyModel.load()) {
      List<float[]> together = model.logProbs(sequences);

      for (int i = 0; i < 20; i++) {
        float[] alone = model.logProbs(List.of(sequences.get(i))).get(0);
        assertThat(together.get(i)).containsExactly(alone, within(1e-5f));
      }
    }
  }

  @Test
  void nothing_to_score_gives_nothing() {
    try (LanguageModel model = TinyModel.load()) {
      assertThat(model.logProbs(List.of())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, TinyModel.VOCABULARY, Integer.MAX_VALUE})
  void a_token_outside_the_vocabulary_is_refused(int id) {
    try (LanguageModel model = TinyModel.load()) {
      String message = "token id %d is outside the vocabulary of 40".formatted(id);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logits(ids(1, id)))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logProbs(List.of(new TokenSequence(ids(1), ids(2, id)))))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logProbs(List.of(new TokenSequence(ids(id), ids(2)))))
          .withMessage(message);
    }
  }

  @Test
  void a_sequence_may_fill_the_context_but_not_exceed_it() {
    try (LanguageModel model = TinyModel.load()) {
      // the last token is predicted, not read: 100 + 29 - 1 = 128
      assertThat(model.logProbs(List.of(sequence(100, 29, 1))).get(0)).hasSize(29);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logProbs(List.of(sequence(100, 30, 1))))
          .withMessageContaining("129 tokens are more than the model's context of 128");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logits(sequence(129, 1, 1).promptIds()))
          .withMessageContaining("129 tokens");
    }
  }

  @Test
  void logits_of_no_text_are_refused() {
    try (LanguageModel model = TinyModel.load()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logits(ids()))
          .withMessageContaining("at least one token");
    }
  }

  @Test
  void scoring_leaves_no_array_behind() {
    List<TokenSequence> sequences = List.of(sequence(4, 20, 1), sequence(2, 7, 2));
    try (LanguageModel model = TinyModel.load()) {
      model.logProbs(sequences);
      int before = ManagedArrays.count(model.manager());

      for (int i = 0; i < 10; i++) {
        model.logProbs(sequences);
        model.logits(sequences.get(0).promptIds());
      }

      assertThat(ManagedArrays.count(model.manager())).isEqualTo(before);
    }
  }

  @Test
  void random_weights_follow_their_seed() {
    try (LanguageModel a = LanguageModel.random(TinyModel.directory(), 1);
        LanguageModel b = LanguageModel.random(TinyModel.directory(), 1);
        LanguageModel c = LanguageModel.random(TinyModel.directory(), 2)) {
      float[] logits = a.logits(ids(1, 2))[1];

      assertThat(b.logits(ids(1, 2))[1]).isEqualTo(logits);
      assertThat(c.logits(ids(1, 2))[1]).isNotEqualTo(logits);
    }
  }

  // ---- saving

  @Test
  void a_saved_model_has_exactly_the_same_weights() {
    Path saved = temp.resolve("saved");
    try (LanguageModel model = TinyModel.load()) {
      model.save(saved);
      try (LanguageModel again = LanguageModel.load(saved)) {
        for (int i = 0; i < model.weights().size(); i++) {
          assertThat(again.weights().get(i).getShape())
              .isEqualTo(model.weights().get(i).getShape());
          assertThat(again.weights().get(i).toFloatArray())
              .isEqualTo(model.weights().get(i).toFloatArray());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rounding_to_a_precision_a_second_time_changes_nothing(Precision precision)
      throws IOException {
    Path once = temp.resolve("once");
    Path twice = temp.resolve("twice");
    Path held = temp.resolve("held");
    try (LanguageModel model = TinyModel.load()) {
      model.save(once, precision);
    }
    try (LanguageModel model = LanguageModel.load(once)) {
      model.save(twice, precision);
    }
    // and a model that is held at the precision says so by itself
    try (LanguageModel model = LanguageModel.load(once, Device.cpu(), precision)) {
      model.save(held);
    }

    assertThat(Files.mismatch(once.resolve(WEIGHTS), twice.resolve(WEIGHTS))).isEqualTo(-1);
    assertThat(Files.mismatch(once.resolve(WEIGHTS), held.resolve(WEIGHTS))).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"BF16, 8", "F16, 11"})
  void rounding_is_to_the_nearest(Precision precision, int bits) {
    try (LanguageModel model = TinyModel.load()) {
      model.save(temp.resolve("saved"), precision);
      try (LanguageModel again = LanguageModel.load(temp.resolve("saved"))) {
        float[] exact = model.weights().get(0).toFloatArray();
        float[] rounded = again.weights().get(0).toFloatArray();
        for (int i = 0; i < exact.length; i++) {
          // below 2^-14 an F16 has fewer bits: its steps are 2^-24
          double bound = Math.max(Math.scalb(Math.abs(exact[i]), -bits), 0x1p-25);
          assertThat((double) rounded[i]).isCloseTo(exact[i], within(bound));
        }
      }
    }
  }

  @Test
  void a_saved_config_differs_in_the_precision_only() {
    Path source =
        TinyModel.copy(temp, config -> config.add("unknown", Json.parseObject("{\"x\":1.50}")));
    Path saved = temp.resolve("saved");
    try (LanguageModel model = LanguageModel.load(source)) {
      model.save(saved, Precision.BF16);
    }

    JsonObject expected = Json.readObject(source.resolve("config.json"));
    expected.addProperty("torch_dtype", "bfloat16");
    JsonObject actual = Json.readObject(saved.resolve("config.json"));
    assertThat(Json.gson().toJson(actual)).isEqualTo(Json.gson().toJson(expected));
  }

  @Test
  void the_other_files_are_carried_over_even_when_their_source_is_gone() throws IOException {
    Path source = TinyModel.copy(temp, config -> {});
    Files.writeString(source.resolve("chat_template.jinja"), "{{ x }}");
    Files.writeString(source.resolve("notes.txt"), "mine");
    Path saved = temp.resolve("saved");
    try (LanguageModel model = LanguageModel.load(source)) {
      for (String name : List.of("chat_template.jinja", "tokenizer.json")) {
        Files.delete(source.resolve(name));
      }
      model.save(saved);
    }

    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      assertThat(saved.resolve(name)).hasSameBinaryContentAs(TinyModel.directory().resolve(name));
    }
    assertThat(saved.resolve("chat_template.jinja")).hasContent("{{ x }}");
    assertThat(saved.resolve("notes.txt")).doesNotExist();
  }

  @Test
  void the_precision_is_named_where_either_version_of_transformers_names_it() {
    Path source =
        TinyModel.copy(
            temp,
            config -> {
              config.remove("torch_dtype");
              config.addProperty("dtype", "float32");
            });
    Path saved = temp.resolve("saved");
    try (LanguageModel model = LanguageModel.load(source)) {
      model.save(saved, Precision.F16);
    }
    JsonObject config = Json.readObject(saved.resolve("config.json"));
    assertThat(config.get("dtype").getAsString()).isEqualTo("float16");
    assertThat(config.has("torch_dtype")).isFalse();
  }

  @Test
  void a_model_can_be_saved_over_itself() {
    Path directory = TinyModel.copy(temp, config -> {});
    try (LanguageModel model = LanguageModel.load(directory)) {
      model.save(directory);
    }
    assertThat(PlainSafetensors.read(directory.resolve(WEIGHTS)))
        .containsExactlyInAnyOrderEntriesOf(
            PlainSafetensors.read(TinyModel.directory().resolve(WEIGHTS)));
  }

  @Test
  void saving_leaves_no_array_behind() {
    try (LanguageModel model = TinyModel.load()) {
      int before = ManagedArrays.count(model.manager());
      model.save(temp.resolve("saved"), Precision.BF16);

      assertThat(ManagedArrays.count(model.manager())).isEqualTo(before);
    }
  }

  // ---- closing

  @Test
  void a_closed_model_refuses_work_and_writes_nothing() {
    LanguageModel model = TinyModel.load();
    model.close();

    List<Runnable> uses =
        List.of(
            model::weights,
            model::script,
            model::manager,
            () -> model.logits(ids(1)),
            () -> model.logProbs(List.of(sequence(1, 1, 1))),
            () -> model.save(temp.resolve("saved")));
    for (Runnable use : uses) {
      assertThatIllegalStateException()
          .isThrownBy(use::run)
          .withMessageContaining(TinyModel.directory() + " is closed");
    }
    assertThat(temp.resolve("saved")).doesNotExist();
  }

  @Test
  void closing_twice_is_closing_once() {
    LanguageModel model = TinyModel.load();
    NDArray weight = model.weights().get(0);

    model.close();
    model.close();

    assertThat(weight.isReleased()).isTrue();
  }
}
