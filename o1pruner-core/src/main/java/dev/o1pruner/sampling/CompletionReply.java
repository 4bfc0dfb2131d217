package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.run.JsonFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply to one draw, as the token ids that were sampled.
 *
 * @param solution what was drawn, or null if that can't be known
 * @param encodedAgain whether the server gave text only
 * @param reason why the solution can't be known; empty if it is
 */
record CompletionReply(@Nullable Solution solution, boolean encodedAgain, String reason) {

  /**
   * How a text ended.
   *
   * @param stopToken what ended it, if it ended by itself and the server says so
   * @param other whether something else than a token ended it, such as a stop string
   */
  private record End(FinishReason reason, @Nullable Integer stopToken, boolean other) {}

  /** The sampled tokens can't be known. */
  private static final class Unknown extends Exception {
    Unknown(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a reply.
   *
   * @param stops every token that ends a solution
   * @throws IllegalArgumentException if the reply has another shape, or isn't about this prompt
   */
  static CompletionReply read(JsonObject reply, Draw draw, TextModel model, Set<Integer> stops) {
    JsonArray choices = JsonFields.required(reply, "choices", JsonElement::getAsJsonArray);
    checkArgument(choices.size() == 1, "there are %s choices instead of 1", choices.size());
    checkArgument(choices.get(0).isJsonObject(), "the choice is no object");
    JsonObject choice = choices.get(0).getAsJsonObject();
    ImmutableIntArray read = JsonFields.optional(choice, "prompt_token_ids", JsonFields::integers);
    checkArgument(
        read == null || read.equals(draw.context().tokenIds()),
        "the server read other tokens (%s) than it was sent (%s)",
        read,
        draw.context().tokenIds());
    End end = end(choice);
    ImmutableIntArray given = JsonFields.optional(choice, "token_ids", JsonFields::integers);
    String text = JsonFields.required(choice, "text", JsonFields::text);
    try {
      ImmutableIntArray drawn =
          given != null
              ? sampled(given, end, stops)
              : encoded(text, end, stops, model, usage(reply));
      model.checkTokens(drawn);
      int asked = draw.maxTokens() - draw.start().length();
      checkArgument(
          drawn.length() <= asked,
          "%s tokens came, but at most %s were asked for",
          drawn.length(),
          asked);
      ImmutableIntArray ids =
          ImmutableIntArray.builder().addAll(draw.start()).addAll(drawn).build();
      Solution solution =
          new Solution(
              draw.prompt().problemId(),
              draw.sample(),
              draw.prompt().tokenIds(),
              ids,
              model.tokenizer().decode(ids),
              stops.contains(ids.get(ids.length() - 1)) ? FinishReason.STOP : FinishReason.LENGTH);
      return new CompletionReply(solution, given == null, "");
    } catch (Unknown e) {
      return new CompletionReply(null, given == null, String.valueOf(e.getMessage()));
    }
  }

  private static End end(JsonObject choice) {
    String reason = JsonFields.required(choice, "finish_reason", JsonFields::text);
    checkArgument(
        reason.equals("stop") || reason.equals("length"),
        "finish_reason \"%s\" is neither stop nor length",
        reason);
    if (reason.equals("length")) {
      return new End(FinishReason.LENGTH, null, false);
    }
    JsonElement named = choice.get("stop_reason"); // vLLM: a token id, a stop string, or null
    if (named == null || named.isJsonNull()) {
      return new End(FinishReason.STOP, null, false);
    }
    boolean token = named.isJsonPrimitive() && named.getAsJsonPrimitive().isNumber();
    return new End(FinishReason.STOP, token ? JsonFields.integer(named) : null, !token);
  }

  /** The ids the server gave; where it goes on after our stop token, it is cut there. */
  private static ImmutableIntArray sampled(ImmutableIntArray ids, End end, Set<Integer> stops)
      throws Unknown {
    for (int i = 0; i < ids.length(); i++) {
      if (stops.contains(ids.get(i))) {
        return ids.subArray(0, i + 1).trimmed();
      }
    }
    return ended(ids, end, end.stopToken, stops);
  }

  private static ImmutableIntArray encoded(
      String text, End end, Set<Integer> stops, TextModel model, @Nullable Integer usage)
      throws Unknown {
    ImmutableIntArray ids = model.tokenizer().encode(text, false);
    if (!model.tokenizer().decode(ids).equals(text)) {
      throw new Unknown(
          "the server gave no token ids, and its text encoded again decodes to another text;"
              + " use a server that knows return_token_ids");
    }
    Integer only = stops.size() == 1 ? stops.iterator().next() : null;
    ImmutableIntArray whole =
        ended(ids, end, end.stopToken == null && !end.other ? only : end.stopToken, stops);
    // Servers differ in whether the stop token counts.
    if (usage != null && usage != ids.length() && usage != whole.length()) {
      throw new Unknown(
          "the server gave no token ids, and sampled %s tokens where its text has %s encoded again;"
                  .formatted(usage, whole.length())
              + " use a server that knows return_token_ids");
    }
    return whole;
  }

  /** The ids with the stop token, which isn't among them yet. */
  private static ImmutableIntArray ended(
      ImmutableIntArray ids, End end, @Nullable Integer stopToken, Set<Integer> stops)
      throws Unknown {
    if (end.reason == FinishReason.LENGTH) {
      if (ids.isEmpty()) {
        throw new Unknown("it has no tokens");
      }
      return ids;
    }
    if (stopToken == null || !stops.contains(stopToken)) {
      throw new Unknown(
          "what ended it (%s) is none of the stop tokens %s: the model directory must name the end"
                  .formatted(stopToken == null ? "not said" : "token " + stopToken, stops)
              + " tokens the server knows, and the server return_token_ids");
    }
    return ImmutableIntArray.builder(ids.length() + 1).addAll(ids).add(stopToken).build();
  }

  private static @Nullable Integer usage(JsonObject reply) {
    JsonObject usage = JsonFields.optional(reply, "usage", JsonElement::getAsJsonObject);
    return usage == null
        ? null
        : JsonFields.optional(usage, "completion_tokens", JsonFields::integer);
  }
}
