package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Objects;

/**
 * Reads the rotary embedding from either place it is kept: {@code rope_theta} and {@code
 * rope_scaling}, or, since transformers 5, {@code rope_parameters}.
 */
final class RotaryReader {

  private static final String ORIGINAL = "original_max_position_embeddings";
  private static final ImmutableSet<String> COMMON =
      ImmutableSet.of("type", "rope_type", "rope_theta");

  /** The fields each type reads; another one might change the result. */
  private static final ImmutableMap<String, ImmutableSet<String>> FIELDS =
      ImmutableMap.of(
          "default",
          ImmutableSet.of(),
          "linear",
          ImmutableSet.of("factor"),
          "dynamic",
          ImmutableSet.of("factor", ORIGINAL),
          "llama3",
          ImmutableSet.of("factor", "low_freq_factor", "high_freq_factor", ORIGINAL),
          "yarn",
          ImmutableSet.of(
              "factor",
              ORIGINAL,
              "attention_factor",
              "mscale",
              "mscale_all_dim",
              "beta_fast",
              "beta_slow",
              "truncate"));

  private RotaryReader() {}

  static RotaryEmbedding read(ConfigFields config, int headSize, int maxPositions) {
    checkArgument(
        !config.has("rope_scaling") || !config.has("rope_parameters"),
        "\"rope_scaling\" and \"rope_parameters\" say the same thing: remove one of them");
    ConfigFields rope =
        config.object(config.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
    String type = type(rope);
    for (String field : rope.json().keySet()) {
      checkArgument(
          !rope.has(field)
              || COMMON.contains(field)
              || Objects.requireNonNull(FIELDS.get(type)).contains(field)
              || (field.equals("partial_rotary_factor") && rope.number(field) == 1),
          "rope type %s with \"%s\": %s is not supported",
          type,
          field,
          rope.json().get(field));
    }
    double theta = rope.number("rope_theta", config.number("rope_theta", 10_000));
    checkArgument(theta > 0, "rope_theta must be positive but was %s", theta);
    RotaryEmbedding plain = RotaryEmbedding.plain(theta, headSize);
    return switch (type) {
      case "linear" -> plain.linear(factor(rope));
      // it changes nothing up to max_position_embeddings, and no model goes beyond
      case "dynamic" -> plain;
      case "llama3" -> llama3(plain, rope);
      case "yarn" -> yarn(plain, theta, rope, maxPositions);
      default -> plain;
    };
  }

  private static String type(ConfigFields rope) {
    String before = rope.text("type");
    String now = rope.text("rope_type");
    checkArgument(
        before == null || now == null || before.equals(now),
        "\"type\": \"%s\" contradicts \"rope_type\": \"%s\"",
        before,
        now);
    String type = now != null ? now : before != null ? before : "default";
    checkArgument(
        FIELDS.containsKey(type),
        "rope type %s is not supported; supported are %s",
        type,
        FIELDS.keySet());
    return type;
  }

  private static double factor(ConfigFields rope) {
    return atLeastOne(rope.number("factor"));
  }

  private static double atLeastOne(double factor) {
    checkArgument(factor >= 1, "the rope's \"factor\" must be at least 1 but was %s", factor);
    return factor;
  }

  private static RotaryEmbedding llama3(RotaryEmbedding plain, ConfigFields rope) {
    double low = rope.number("low_freq_factor");
    double high = rope.number("high_freq_factor");
    checkArgument(
        low > 0 && low < high,
        "\"low_freq_factor\" %s must be positive and below \"high_freq_factor\" %s",
        low,
        high);
    return plain.llama3(factor(rope), low, high, original(rope, rope.integer(ORIGINAL)));
  }

  private static RotaryEmbedding yarn(
      RotaryEmbedding plain, double theta, ConfigFields rope, int maxPositions) {
    int original = original(rope, maxPositions);
    double factor = atLeastOne(rope.number("factor", (double) maxPositions / original));
    double fast = rope.number("beta_fast", 32);
    double slow = rope.number("beta_slow", 1);
    checkArgument(
        slow > 0 && slow <= fast,
        "\"beta_slow\" %s must be positive and at most \"beta_fast\" %s",
        slow,
        fast);
    checkArgument(theta > 1, "rope_theta must be above 1 for yarn but was %s", theta);
    double inferred =
        rope.number("mscale", 0) != 0 && rope.number("mscale_all_dim", 0) != 0
            ? attention(factor, rope.number("mscale"))
                / attention(factor, rope.number("mscale_all_dim"))
            : attention(factor, 1);
    double attentionFactor = rope.number("attention_factor", inferred);
    checkArgument(
        attentionFactor > 0, "\"attention_factor\" must be positive but was %s", attentionFactor);
    return plain.yarn(
        theta, factor, fast, slow, original, rope.flag("truncate", true), attentionFactor);
  }

  private static int original(ConfigFields rope, int otherwise) {
    int original = rope.integer(ORIGINAL, otherwise);
    checkArgument(original > 0, "\"%s\" must be positive but was %s", ORIGINAL, original);
    return original;
  }

  /** How much longer contexts sharpen attention: equation 22 of the YaRN paper. */
  private static double attention(double factor, double scale) {
    return 0.1 * scale * Math.log(factor) + 1;
  }
}
