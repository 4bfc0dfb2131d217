package dev.o1pruner.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.sampling.SamplingSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a completion request asks for.
 *
 * @param prompt the token ids to go on from
 * @param settings how; its samples are the choices wanted
 * @param seeded whether the request brought a seed
 * @param returnTokenIds whether the reply is to have token ids
 */
record Query(
    ImmutableIntArray prompt, SamplingSettings settings, boolean seeded, boolean returnTokenIds) {

  private static final int MAX_CHOICES = 128;

  /** What OpenAI's protocol gives a request without a limit. */
  private static final int DEFAULT_MAX_TOKENS = 16;

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "prompt",
          "messages",
          "n",
          "seed",
          "temperature",
          "top_p",
          "top_k",
          "max_tokens",
          "max_completion_tokens",
          "stop_token_ids",
          "return_token_ids",
          "user");

  /** Settings that we don't have, and the values with which they change nothing. */
  private static final Map<String, BigDecimal> NEUTRAL =
      Map.of(
          "frequency_penalty", BigDecimal.ZERO,
          "presence_penalty", BigDecimal.ZERO,
          "min_p", BigDecimal.ZERO,
          "repetition_penalty", BigDecimal.ONE,
          "repeat_penalty", BigDecimal.ONE,
          "best_of", BigDecimal.ONE);

  /**
   * Reads a request.
   *
   * @param prompt finds the prompt in it
   * @throws IllegalArgumentException naming the field that is missing, malformed, out of range or
   *     not served here
   */
  static Query read(JsonObject body, Function<JsonObject, ImmutableIntArray> prompt) {
    body.entrySet().forEach(field -> checkServed(field.getKey(), field.getValue()));
    int n = or(JsonFields.optional(body, "n", JsonFields::integer), 1);
    checkArgument(n >= 1 && n <= MAX_CHOICES, "n must be in [1, %s] but was %s", MAX_CHOICES, n);
    Long seed = JsonFields.optional(body, "seed", JsonFields::integer64);
    int topK = or(JsonFields.optional(body, "top_k", JsonFields::integer), 0);
    List<Integer> stops =
        or(JsonFields.optional(body, "stop_token_ids", JsonFields::integers), NONE).asList();
    Integer limit = JsonFields.optional(body, "max_tokens", JsonFields::integer);
    Integer newName = JsonFields.optional(body, "max_completion_tokens", JsonFields::integer);
    SamplingSettings settings =
        SamplingSettings.defaults()
            .temperature(
                or(JsonFields.optional(body, "temperature", JsonElement::getAsDouble), 1.0))
            .topP(or(JsonFields.optional(body, "top_p", JsonElement::getAsDouble), 1.0))
            .topK(Math.max(topK, 0)) // -1 keeps all, too
            .maxTokens(or(limit, or(newName, DEFAULT_MAX_TOKENS)))
            .stopTokenIds(ImmutableSet.copyOf(stops))
            .samples(n)
            .seed(or(seed, 0L));
    return new Query(
        prompt.apply(body),
        settings,
        seed != null,
        or(JsonFields.optional(body, "return_token_ids", JsonFields::bool), false));
  }

  private static final ImmutableIntArray NONE = ImmutableIntArray.of();

  private static <T> T or(@Nullable T value, T otherwise) {
    return Objects.requireNonNullElse(value, otherwise);
  }

  /** Nothing is ignored silently but what changes nothing. */
  private static void checkServed(String name, JsonElement value) {
    boolean absent =
        value.isJsonNull()
            || (value.isJsonArray() && value.getAsJsonArray().isEmpty())
            || (value.isJsonObject() && value.getAsJsonObject().isEmpty())
            || (value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isBoolean()
                && !value.getAsBoolean());
    BigDecimal neutral = NEUTRAL.get(name);
    boolean changesNothing =
        neutral != null
            && value.isJsonPrimitive()
            && value.getAsJsonPrimitive().isNumber()
            && value.getAsBigDecimal().compareTo(neutral) == 0;
    checkArgument(
        absent || changesNothing || KNOWN.contains(name),
        "field \"%s\" is not served here; leave it out",
        name);
  }
}
