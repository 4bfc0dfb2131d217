package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of 4 numbers and a base of 100: plain frequencies 1 and 0.1; a context of 128. */
class RotaryReaderTest {

  private static final String YARN =
      "\"rope_type\":\"yarn\",\"original_max_position_embeddings\":100,\"beta_fast\":4";

  private static RotaryEmbedding read(String field, String value) {
    JsonObject json = Configs.of(Architecture.LLAMA);
    json.addProperty("rope_theta", 100);
    json.add(field, JsonParser.parseString(value));
    return Architecture.read(json).rotary();
  }

  private static RotaryEmbedding scaled(String value) {
    return read("rope_scaling", value);
  }

  private static void assertRotary(
      RotaryEmbedding rotary, double first, double second, double scale) {
    assertThat(rotary.frequencies().toArray())
        .containsExactly(new double[] {first, second}, within(1e-12));
    assertThat(rotary.scale()).isCloseTo(scale, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"type\":\"default\"}", "{\"rope_type\":\"default\"}"})
  void plain_frequencies_are_powers_of_the_base(String value) {
    assertRotary(scaled(value), 1, 0.1, 1); // 100^0, 100^(-1/2)
  }

  @Test
  void linear_divides_by_the_factor() {
    assertRotary(scaled("{\"type\":\"linear\",\"factor\":2}"), 0.5, 0.05, 1);
  }

  @Test
  void dynamic_changes_nothing_within_the_context() {
    assertRotary(scaled("{\"type\":\"dynamic\",\"factor\":2.0}"), 1, 0.1, 1);
  }

  @Test
  void llama3_keeps_short_wavelengths_and_stretches_long_ones() {
    String bounds = ",\"low_freq_factor\":1,\"high_freq_factor\":4,\"factor\":8}";
    // in 100 tokens they turn 15.9 and 1.59 times: over 4, and (1.59 - 1) / (4 - 1) of the way
    double keep = (10 / (2 * Math.PI) - 1) / 3;
    assertRotary(
        scaled("{\"rope_type\":\"llama3\",\"original_max_position_embeddings\":100" + bounds),
        1,
        0.1 * ((1 - keep) / 8 + keep),
        1);
    // in 50 tokens 7.96 and 0.80 times: over 4 and under 1
    assertRotary(
        scaled("{\"rope_type\":\"llama3\",\"original_max_position_embeddings\":50" + bounds),
        1,
        0.1 / 8,
        1);
  }

  @Test
  void yarn_ramps_between_the_pairs_that_turn_often_and_seldom() {
    // turns: pair 0.600 turns 4 times, pair 1.202 once; whole pairs 0 and 2, so pair 1 is halfway
    assertRotary(
        scaled("{" + YARN + ",\"factor\":4}"), 1, 0.1 * (0.5 / 4 + 0.5), 0.1 * Math.log(4) + 1);
    // not widened: pair 1 is (1 - 0.600) / (1.202 - 0.600) of the way
    double low = 4 * Math.log(100 / (4 * 2 * Math.PI)) / (2 * Math.log(100));
    double high = 4 * Math.log(100 / (2 * Math.PI)) / (2 * Math.log(100));
    double stretch = (1 - low) / (high - low);
    assertRotary(
        scaled("{" + YARN + ",\"factor\":4,\"truncate\":false,\"beta_slow\":null}"),
        1,
        0.1 * (stretch / 4 + 1 - stretch),
        0.1 * Math.log(4) + 1);
  }

  @Test
  void yarn_without_a_factor_stretches_to_the_context() {
    // 128 / 100
    assertRotary(scaled("{" + YARN + "}"), 1, 0.1 * (0.5 / 1.28 + 0.5), 0.1 * Math.log(1.28) + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"attention_factor\":0.7                                      | 0.7",
        "\"attention_factor\":1.5,\"mscale\":1,\"mscale_all_dim\":2    | 1.5",
        "\"mscale\":0.707,\"mscale_all_dim\":0.707                     | 1",
        // 0.1 ln 4 = 0.13862943611: 1.27725887222 / 1.06931471806
        "\"mscale\":2,\"mscale_all_dim\":0.5                           | 1.194464876",
        // either alone counts for nothing
        "\"mscale\":2                                                  | 1.138629436",
        "\"mscale\":2,\"mscale_all_dim\":0                             | 1.138629436",
      })
  void yarn_scales_attention_as_it_is_told(String fields, double scale) {
    assertThat(scaled("{" + YARN + ",\"factor\":4," + fields + "}").scale())
        .isCloseTo(scale, within(1e-9));
  }

  @Test
  void rope_parameters_of_transformers_5_say_the_same() {
    String linear = "\"rope_type\":\"linear\",\"factor\":2";
    assertRotary(read("rope_parameters", "{" + linear + "}"), 0.5, 0.05, 1);
    assertRotary(read("rope_parameters", "{" + linear + ",\"rope_theta\":400}"), 0.5, 0.025, 1);
    assertRotary(read("rope_parameters", "{\"partial_rotary_factor\":1.0}"), 1, 0.1, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"longrope\"} | rope type longrope is not supported; supported are"
            + " [default, linear, dynamic, llama3, yarn]",
        "{\"type\":\"yarn\",\"rope_type\":\"linear\"} |"
            + " \"type\": \"yarn\" contradicts \"rope_type\": \"linear\"",
        "{\"type\":\"linear\"} | field \"factor\" is missing",
        "{\"type\":\"linear\",\"factor\":0.5} |"
            + " the rope's \"factor\" must be at least 1 but was 0.5",
        "{\"factor\":2} | rope type default with \"factor\": 2 is not supported",
        "{\"mrope_section\":[1,1]} |"
            + " rope type default with \"mrope_section\": [1,1] is not supported",
        "{\"partial_rotary_factor\":0.5} |"
            + " rope type default with \"partial_rotary_factor\": 0.5 is not supported",
        "{\"full_attention\":{}} |"
            + " rope type default with \"full_attention\": {} is not supported",
        "{\"type\":1} | \"type\" must be a string but was 1",
        "{\"type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":1} |"
            + " \"low_freq_factor\" 4.0 must be positive and below \"high_freq_factor\" 1.0",
        "{\"type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,\"high_freq_factor\":4} |"
            + " field \"original_max_position_embeddings\" is missing",
        "{\"type\":\"yarn\",\"original_max_position_embeddings\":0} |"
            + " \"original_max_position_embeddings\" must be positive but was 0",
        "{\"type\":\"yarn\",\"factor\":4,\"beta_fast\":1,\"beta_slow\":2} |"
            + " \"beta_slow\" 2.0 must be positive and at most \"beta_fast\" 1.0",
        "{\"type\":\"yarn\",\"factor\":4,\"attention_factor\":-1} |"
            + " \"attention_factor\" must be positive but was -1.0",
        "{\"type\":\"yarn\",\"factor\":4,\"rope_theta\":1} |"
            + " rope_theta must be above 1 for yarn but was 1.0",
        "\"yarn\" | \"rope_scaling\" must be an object but was \"yarn\"",
      })
  void what_can_not_be_read_is_refused(String value, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> scaled(value)).withMessage(message);
  }

  @Test
  void two_places_are_one_too_many() {
    JsonObject json = Configs.with(Architecture.LLAMA, "rope_scaling", "{\"type\":\"default\"}");
    json.add("rope_parameters", new JsonObject());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.read(json))
        .withMessage(
            "\"rope_scaling\" and \"rope_parameters\" say the same thing: remove one of them");
  }
}
